namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Engines without transactions, tables in memory, and temporary tables, also within transactions.</summary>
internal static class Engines
{
    public static Family Family { get; } =
        new(
            "engines",
            [
                "create table shop.my (id int auto_increment primary key, k int, v text, fulltext (v)) engine=myisam",
                "create table shop.aria (id int auto_increment primary key, k int, v text) engine=aria",
                "create table shop.aria0 (k int, v text) engine=aria transactional=0 row_format=dynamic",
                "create table shop.mynokey (k int, v varchar(50)) engine=myisam",
                "create table shop.memory (id int auto_increment primary key, k int, v varchar(100), key (k) using btree) engine=memory",
                "insert into shop.my (k, v) select seq, concat('words of row ', seq) from shop.seq_1_to_30",
                "insert into shop.aria (k, v) select seq, seq from shop.seq_1_to_30",
                "insert into shop.aria0 select seq % 5, 'same' from shop.seq_1_to_30",
                "insert into shop.mynokey select seq % 5, 'same' from shop.seq_1_to_30",
                "insert into shop.memory (k, v) select seq, seq from shop.seq_1_to_30",
            ],
            [
                new("myisam insert", "insert into shop.{my|aria|memory} (k, v) values ({n}, {text}), ({n}, null)") { Weight = 3 },
                new("myisam update", "update shop.{my|aria|aria0|memory} set v = left({text}, 90) where k = {n}") { Weight = 3 },
                new("myisam delete", "delete from shop.{my|aria|mynokey|aria0|memory} where k = {n} limit 2") { Weight = 2 },
                new("myisam no key", "insert into shop.{mynokey|aria0} values ({small}, {text}), ({small}, 'same')"),
                new("myisam ends midway", "insert into shop.{my|aria} (id, k) values (null, 1), (null, 2), (1, 1), (1, 2)"),
                new("myisam truncate", "truncate shop.{mynokey|aria0|memory}"),
                new(
                    "mixed transaction",
                    "begin",
                    "insert into shop.t (v) values ({text})",
                    "insert into shop.{my|aria} (k, v) values ({n}, 'beside')",
                    "update shop.t set v = {text} where k = {n}",
                    "delete from shop.{my|memory} where k = {n}",
                    "{commit|rollback}"
                )
                {
                    Weight = 3,
                },
                new(
                    "mixed savepoint",
                    "begin",
                    "insert into shop.t (v) values ('one')",
                    "savepoint s",
                    "insert into shop.my (k) values ({n})",
                    "insert into shop.t (v) values ('undone')",
                    "rollback to s",
                    "{commit|rollback}"
                )
                {
                    Weight = 2,
                },
                new("mixed statement", "update shop.t join shop.my on t.id = my.id set t.v = {text}, my.v = {text} where t.id = {n}"),
                new("copied to myisam", "insert into shop.{my|aria|memory} (k, v) select k, left(v, 90) from shop.t limit 5"),
                new(
                    "temporary table",
                    "create temporary table if not exists shop.tmp (a int, v text) engine={engine}",
                    "insert into shop.tmp values ({n}, {text})",
                    "insert into shop.t (k, v) select a, v from shop.tmp",
                    "{alter table shop.tmp add column if not exists z int|drop temporary table if exists shop.tmp|truncate shop.tmp}"
                )
                {
                    Weight = 2,
                },
                new(
                    "temporary shadow",
                    "create temporary table shop.nokey (a int)",
                    "insert into shop.nokey values ({n})",
                    "drop temporary table if exists shop.nokey"
                ),
                new(
                    "temporary copy",
                    "create temporary table shop.tmp2 select * from shop.t",
                    "delete from shop.tmp2 where id < {n}",
                    "insert into shop.heap select id, v from shop.tmp2",
                    "drop temporary table shop.tmp2"
                ),
                new(
                    "lock tables",
                    "lock tables shop.my write, shop.t write",
                    "insert into shop.my (k) values ({n})",
                    "insert into shop.t (k) values ({n})",
                    "unlock tables"
                ),
                new("handler", "handler shop.t open as h", "handler h read first", "handler h close"),
            ]
        );
}
