namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Definitions of tables and schemas, made and changed between and within transactions.</summary>
internal static class Tables
{
    public static Family Family { get; } =
        new(
            "tables",
            [
                "create table shop.d (id int primary key, a int not null default 5, b varchar(50), c text, key ka (a), key kb (b))",
                "create table shop.plain (v varchar(50))",
                "create table shop.r1 (a int)",
                "create table shop.r2 (a varchar(10))",
                "create table shop.r3 (a date)",
                "create database side character set latin1",
                "create table side.s (id int auto_increment primary key, v varchar(50))",
                "insert into shop.d select seq, seq, concat('b', seq), 'c' from shop.seq_1_to_30",
                "insert into shop.plain select concat('plain ', seq) from shop.seq_1_to_20",
            ],
            [
                new("fill d", "insert ignore into shop.d (id, b) values ({int}, {text})") { Weight = 3 },
                new("change d", "update shop.d set b = {text} where id = {n}") { Weight = 2 },
                new(
                    "add column",
                    "alter table shop.d add column if not exists {x1|x2} {int|varchar(20) default 'ä'|datetime(3) default now(3)|"
                        + "bigint not null default 3|json|bit(3) default b'101'} {|first|after a}"
                )
                {
                    Weight = 3,
                },
                new(
                    "add random column",
                    "alter table shop.d add column if not exists x8 uuid " + "default uuid()",
                    "alter table shop.d drop column if exists x8"
                )
                {
                    LeftOut = "never exact: the log has no rows of an ALTER. The shipper notes it",
                },
                new("drop column", "alter table shop.d drop column if exists {x1|x2}"),
                new("add generated", "alter table shop.d add column if not exists x3 int as (a * 2) {stored|virtual}"),
                new("drop generated", "alter table shop.d drop column if exists x3"),
                new("modify", "alter table shop.d modify b {varchar(60)|varchar(180)|varchar(70) character set latin1} {|first|after c}")
                {
                    Weight = 2,
                },
                new("change column", "alter table shop.d change c c {longtext|text comment 'it''s'|mediumtext default 'é'}"),
                new("column default", "alter table shop.d alter a {set default 9|set default 7}"),
                new("add key", "alter table shop.d add key if not exists {ka (a)|kx (b(10), a)|kd (a desc)|kc (c(20))}"),
                new("drop key", "alter table shop.d drop key if exists {kx|kd|kc}"),
                new(
                    "rename key",
                    "alter table shop.d rename index if exists kb to kb2",
                    "alter table shop.d rename index if exists kb2 to kb"
                ),
                new("ignored key", "alter table shop.d alter index ka {ignored|not ignored}"),
                new(
                    "unique keys reorder",
                    "create or replace table shop.uq (a int, b int, unique ka (a), unique kb (b))",
                    "alter table shop.uq modify b int not null",
                    "insert into shop.uq values ({n}, {n})"
                ),
                new(
                    "check",
                    "alter table shop.d add constraint if not exists positive check (a > -100)",
                    "alter table shop.d drop constraint if exists positive"
                ),
                new("check with names", "alter table shop.d add constraint if not exists `c h` check (`b` <> 'no; /* way */')"),
                new("comment", "alter table shop.d comment {{text}|'plain'}"),
                new("row format", "alter table shop.d row_format={compact|dynamic|redundant|compressed key_block_size=8}"),
                new("charset", "alter table side.s convert to character set {utf8mb4|latin1|utf8mb3}"),
                new("default charset", "alter table side.s default character set {utf8mb4|latin1}"),
                new("auto increment", "alter table shop.t auto_increment = {n}"),
                new("force", "alter table shop.{d|t|nokey} force"),
                new(
                    "algorithm",
                    "alter table shop.d add column if not exists x4 int, algorithm={instant|inplace|copy}",
                    "alter table shop.d drop column if exists x4, algorithm={instant|inplace|copy}"
                )
                {
                    Weight = 2,
                },
                new("engine", "alter table shop.{mynokey|r1|aria0} engine={transactional}") { Weight = 2 },
                new(
                    "invisible",
                    "alter table shop.d add column if not exists x5 int invisible default 4",
                    "alter table shop.d drop column if exists x5"
                ),
                new(
                    "number rows",
                    "commit",
                    "insert into shop.plain (v) values ({uuid}), ({uuid})",
                    "alter table shop.plain add id int auto_increment primary key",
                    "delete from shop.plain where id % 5 = {small}",
                    "alter table shop.plain drop id"
                )
                {
                    OfFirstSession = true,
                    Weight = 2,
                },
                new("rename in a circle", "rename table shop.r1 to shop.r0, shop.r2 to shop.r1, shop.r3 to shop.r2, shop.r0 to shop.r3")
                {
                    Weight = 2,
                },
                new("rename to another schema", "rename table shop.r1 to side.r1", "rename table side.r1 to shop.r1"),
                new(
                    "create like",
                    "create table if not exists shop.{l1|l2} like " + "shop.{d|types|my|t}",
                    "drop table if exists shop.{l1|l2}"
                ),
                new(
                    "create or replace",
                    "create or replace table shop.{c1|c2} (a int {|primary key}, b {text|varchar(20) default 'x\\y'|timestamp(3) null}) "
                        + "engine={engine} {|comment 'semicolon; here'|row_format=dynamic}",
                    "insert ignore into shop.{c1|c2} (a) values ({n}), ({n})"
                )
                {
                    Weight = 3,
                },
                new(
                    "create select",
                    "create {or replace table|or replace table|table if not exists} shop.{cs1|cs2} {|(k int not null default 3, "
                        + "z int)} engine={engine} "
                        + "select k, v from shop.{t|nokey|my}"
                )
                {
                    Weight = 3,
                },
                new("create select, keyed", "create or replace table shop.cs3 (primary key (id)) ignore select id, k, at from shop.t"),
                new("create select, failing", "create table shop.cs4 (primary key (k)) select k from shop.nokey"),
                new("drop several", "drop table if exists shop.c1, shop.nosuch, shop.{cs1|cs2}"),
                new("drop, missing", "drop table shop.c2, shop.nosuch"),
                new(
                    "ddl in a transaction",
                    "begin",
                    "insert into shop.t (v) values ('committed by ddl')",
                    "create or replace table shop.c2 (a int)",
                    "insert into shop.c2 values ({n})",
                    "rollback"
                ),
                new("maintenance", "{analyze|optimize|repair|check} table shop.{my|t|aria|d|nosuch}"),
                new(
                    "create database",
                    "create database if not exists temp{1|2} {|character set {charset}} {|comment {oneline}}",
                    "create table if not exists temp1.x (v varchar(20))",
                    "insert into temp1.x values ({text})"
                ),
                new("alter database", "alter database {side|temp1|temp2} {character set {charset}|comment {oneline}}"),
                new("alter database without name", "use side", "alter database character set {utf8mb4|latin1}", "use shop"),
                new("drop database", "drop database if exists temp{1|2}"),
                new(
                    "foreign key",
                    "alter table shop.child drop foreign key if exists extra",
                    "alter table shop.child add constraint extra foreign key if not exists (opt) references shop.parent (id) on "
                        + "delete {set null|cascade}"
                ),
                new(
                    "page compressed",
                    "create or replace table shop.pc (a int primary key, v text) engine=innodb page_compressed=1 {|encrypted=no}",
                    "insert into shop.pc values (1, {long})"
                ),
                new(
                    "more types",
                    "create or replace table shop.mt (id serial, e enum('a','ä') character set latin1, s set('x','y') default 'x', "
                        + "d datetime default '2024-01-01', x int default (1 + 2), u uuid default uuid(), c char(0), n national "
                        + "varchar(5), "
                        + "v varchar(10) default user(), period for p (f, t), f date not null, t date not null)",
                    "insert into shop.mt (e, f, t) values ('ä', '2024-01-01', '2024-12-31')",
                    "update shop.mt for portion of p from '2024-03-01' to '2024-06-01' set s = 'y'",
                    "delete from shop.mt for portion of p from '2024-04-01' to '2024-05-01'"
                ),
            ]
        );
}
