namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>System-versioned tables, with and without partitions, and their history.</summary>
internal static class Versioning
{
    public static Family Family { get; } =
        new(
            "versioning",
            [
                "create table shop.ver (id int primary key, v varchar(50)) with system versioning",
                "create table shop.vernokey (k int, v text) with system versioning",
                "create table shop.verx (id int primary key, v text, s timestamp(6) generated always as row start, "
                    + "e timestamp(6) generated always as row end, free int without system versioning, period for system_time "
                    + "(s, e)) with system versioning",
                "create table shop.verp (id int primary key, v text) with system versioning partition by system_time "
                    + "(partition h history, partition c current)",
                "create table shop.vern (id int primary key, v text)",
                "insert into shop.ver select seq, seq from shop.seq_1_to_30",
                "insert into shop.verx (id, v) select seq, seq from shop.seq_1_to_30",
                "insert into shop.verp select seq, seq from shop.seq_1_to_30",
                "insert into shop.vernokey select seq % 4, seq % 3 from shop.seq_1_to_30",
                "update shop.ver set v = 'first history' where id < 6",
                "delete from shop.verp where id in (4, 5)",
            ],
            [
                new("versioned insert", "insert ignore into shop.{ver|verp|vern} (id, v) values ({n}, left({text}, 50)), ({n}, {text})")
                {
                    Weight = 2,
                },
                new("versioned update", "update shop.{ver|verx|verp|vern} set v = left({text}, 50) where id = {n}") { Weight = 3 },
                new("versioned delete", "delete from shop.{ver|verx|verp|vern} where id = {n}") { Weight = 2 },
                new("versioned replace", "replace into shop.{ver|verp} (id, v) values ({n}, {text})"),
                new("versioned on duplicate", "insert into shop.{ver|verp} (id, v) values ({n}, 'i') on duplicate key update v = {text}"),
                new("replaced twice", "replace into shop.ver values (1, 'a'), (1, 'b')")
                {
                    LeftOut = "row 13b: the import ends with error 1525",
                },
                new(
                    "versioned no key",
                    "insert into shop.vernokey values ({small}, {text}), ({small}, 'same')",
                    "update shop.vernokey set v = {text} where k = {small} limit 1",
                    "delete from shop.vernokey where k = {small} limit 1"
                )
                {
                    Weight = 2,
                },
                new("unversioned column", "update shop.verx set free = {n} where id = {n}"),
                new(
                    "versioned transaction",
                    "begin",
                    "update shop.ver set v = 'one' where id = {n}",
                    "update shop.ver set v = 'two' where id = {n}",
                    "delete from shop.verp where id = {n}",
                    "{commit|rollback}"
                )
                {
                    Weight = 2,
                },
                new("delete history", "delete history from shop.{ver|verx|vernokey}"),
                new(
                    "delete history before",
                    "delete history from shop.{ver|verp} before system_time {now(6)|'2024-01-01'|now(6) - interval 1 second}"
                ),
                new(
                    "alter versioned",
                    "set system_versioning_alter_history=keep",
                    "alter table shop.{ver|verx|vernokey} add column if not exists x int {|default 4}",
                    "alter table shop.{ver|verx|vernokey} drop column if exists x",
                    "set system_versioning_alter_history=default"
                )
                {
                    Weight = 2,
                },
                new(
                    "versioning on and off",
                    "alter table shop.vern add system versioning",
                    "update shop.vern set v = {text} where id = {n}",
                    "alter table shop.vern drop system versioning"
                )
                {
                    Weight = 2,
                },
                new(
                    "versioned select",
                    "create or replace table shop.vsel with system versioning select id, v from shop.ver",
                    "update shop.vsel set v = 'x' limit 3"
                ),
                new(
                    "versioned partitions",
                    "alter table shop.verp {partition by system_time (partition h history, partition c current)|remove partitioning}"
                ),
                new(
                    "versioned by interval",
                    "create or replace table shop.veri (id int primary key, v text) with system versioning partition by "
                        + "system_time interval 1 day partitions 3",
                    "insert into shop.veri values (1, 'a'), (2, 'b')",
                    "update shop.veri set v = {text}"
                ),
                new(
                    "versioned by limit",
                    "create or replace table shop.verl (id int primary key, v int) with system versioning partition by "
                        + "system_time limit 3 "
                        + "(partition p0 history, partition p1 history, partition c current)",
                    "insert into shop.verl values (1, 0)",
                    "update shop.verl set v = v + 1",
                    "update shop.verl set v = v + 1",
                    "update shop.verl set v = v + 1",
                    "update shop.verl set v = v + 1",
                    "alter table shop.verl drop partition p0"
                )
                {
                    LeftOut = "never exact: each server estimates by itself how full a partition is, and anew after a restart",
                },
                new(
                    "versioned by transaction",
                    "create or replace table shop.vertrx (id int primary key, v int, s bigint unsigned generated always as row start, "
                        + "e bigint unsigned generated always as row end, period for system_time (s, e)) engine=innodb with "
                        + "system versioning",
                    "insert into shop.vertrx (id, v) values (1, 1)",
                    "update shop.vertrx set v = 2",
                    "drop table if exists shop.vertrx"
                )
                {
                    LeftOut = "a backup that meets the table refuses it: only the source knows the transactions' numbers",
                },
                new(
                    "inserted history",
                    "set system_versioning_insert_history=1",
                    "insert ignore into shop.ver (id, v, row_start, row_end) values " + "({n}, 'old', '2020-01-01', '2021-01-01')",
                    "set system_versioning_insert_history=0"
                ),
                new(
                    "timestamp set",
                    "set timestamp={1700000000.25|1600000000}",
                    "update shop.{ver|verp} set v = 'back in time' where id = {n}",
                    "set timestamp=default"
                ),
            ]
        );
}
