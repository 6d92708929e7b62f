namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Names with dots, quotes, backticks, spaces, other scripts and reserved words, for everything that has a name.</summary>
internal static class OddNames
{
    public static string[] Schemas { get; } = ["`dot.ted`", "`quo``ted \"'x`", "`größe 数据`", "`select`", "`a-b $`", "`UPPER`"];

    public static Family Family { get; } =
        new(
            "names",
            [
                .. Schemas.SelectMany(schema =>
                    (string[])
                        [
                            $"create database {schema}",
                            $"create table {schema}.`order by` (`key` int primary key, `a.b` text, `it's` int, `数``\"` varchar(20), "
                                + "`x y` int default 3)",
                        ]
                ),
            ],
            [
                new(
                    "odd insert",
                    "insert ignore into {the odd}.`order by` (`key`, `a.b`, `it's`, `数``\"`) values ({n}, " + "{text}, {n}, 'x')"
                )
                {
                    Weight = 3,
                },
                new("odd update", "update {the odd}.`order by` set `a.b` = {text}, `数``\"` = {text} where `key` = {n}") { Weight = 2 },
                new("odd delete", "delete from {the odd}.`order by` where `key` = {n}"),
                new(
                    "odd table",
                    "create or replace table {the odd}.`{ä.ö|it''s|back``tick|group|emoji}` (`{a b|select|ω}` int {|comment "
                        + "{text}}, k int, key `{k.1|ключ|a``b}` (k))"
                ),
                new(
                    "odd key",
                    "alter table {the odd}.`order by` add key if not exists `k.{1|``|'}` (`it's`)",
                    "alter table {the odd}.`order by` drop key if exists `k.{1|``|'}`"
                ),
                new(
                    "odd alter",
                    "alter table {the odd}.`order by` add column if not exists `c``{1|2}` int, comment {text}",
                    "alter table {the odd}.`order by` drop column if exists `c``{1|2}`"
                ),
                new(
                    "odd rename",
                    "rename table {the odd}.`order by` to side.`mo``ved`",
                    "rename table side.`mo``ved` to {the odd}.`order by`"
                ),
                new(
                    "odd view",
                    "create or replace view {the odd}.`v.1 ``x` as select `key` as `k e y`, `a.b` as 'quo\"ted' from {the odd}.`order by`"
                ),
                new(
                    "odd trigger",
                    "create or replace trigger {the odd}.`t'r` before insert on {the odd}.`order by` for each row set new.`x y` = {n}"
                ),
                new(
                    "odd routine",
                    "create or replace procedure {the odd}.`p.q`(`a b` int) insert ignore into {the odd}.`order by` (`key`) "
                        + "values (`a b`)",
                    "call {the odd}.`p.q`({n})"
                ),
                new("odd sequence", "create or replace sequence {the odd}.`s.q ``u`", "do nextval({the odd}.`s.q ``u`)"),
                new(
                    "odd event",
                    "create or replace event {the odd}.`e v` on schedule every 1 year starts '2032-01-01' do delete from `order by`"
                ),
                new(
                    "odd database",
                    "create database if not exists `on/off 1` comment {oneline}",
                    "create table if not exists `on/off 1`.`%` (a int)",
                    "drop database if exists `on/off 2`"
                ),
                new(
                    "odd account",
                    "create user if not exists `it's.me`@localhost, `back``tick`@'%', `%`@`10.0.0.0/255.0.0.0`",
                    "grant select on {the odd}.* to `back``tick`@'%'",
                    "grant insert (`a.b`) on {the odd}.`order by` to `it's.me`@localhost"
                ),
                new(
                    "odd savepoint",
                    "begin",
                    "savepoint `s ``1`",
                    "insert ignore into {the odd}.`order by` (`key`) values ({n})",
                    "rollback to `s ``1`",
                    "insert into shop.t (v) values ('x')",
                    "commit"
                ),
                new(
                    "use and short names",
                    "use {the odd}",
                    "insert ignore into `order by` (`key`) values ({n})",
                    "create or replace table short (a int)",
                    "drop table short",
                    "use shop"
                ),
            ]
        );
}
