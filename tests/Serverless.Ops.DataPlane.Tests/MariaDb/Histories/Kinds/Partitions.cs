namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Partitioned tables: rows that move, and every change of partitions.</summary>
internal static class Partitions
{
    public static Family Family { get; } =
        new(
            "partitions",
            [
                "create table shop.ranged (id int, v varchar(50), primary key (id)) partition by range (id) "
                    + "(partition p0 values less than (10), partition p1 values less than (20), partition p2 values less than maxvalue)",
                "create table shop.part (id int, v varchar(50), primary key (id))",
                "create table shop.listed (k int, v text) partition by list (k) (partition a values in (1, 2, null), partition "
                    + "b values in (3, 4), "
                    + "partition rest default)",
                "create table shop.hashed (id int primary key, v text) partition by hash (id) partitions 3",
                "create table shop.keyed (v varchar(20), n int) engine=myisam partition by key (v) partitions 2",
                "create table shop.sub (d date not null, k int) partition by range columns (d) subpartition by hash (k) subpartitions 2 "
                    + "(partition old values less than ('2024-01-01'), partition new values less than (maxvalue))",
                "insert into shop.ranged select seq, concat('r', seq) from shop.seq_1_to_30",
                "insert into shop.hashed select seq, seq from shop.seq_1_to_30",
            ],
            [
                new("insert partitioned", "insert ignore into shop.{ranged|hashed} (id, v) values ({n}, {text}), ({n}, {text})")
                {
                    Weight = 2,
                },
                new("insert listed", "insert into shop.listed values ({n}, {text}), (null, {text}), ({small}, 'x')"),
                new("insert keyed", "insert into shop.keyed values (left({uuid}, 20), {n}), ('same', 1)"),
                new("insert sub", "insert into shop.sub values ('2023-05-05', {n}), ('2025-05-05', {n})"),
                new("move between partitions", "update ignore shop.{ranged|hashed} set id = id + {n} where id = {n}"),
                new("move listed", "update shop.listed set k = {small} where k = {small}"),
                new("update partition", "update shop.ranged partition (p0) set v = {text}"),
                new("truncate partition", "alter table shop.ranged truncate partition {p0|p1}"),
                new(
                    "drop and add partition",
                    "alter table shop.ranged drop partition if exists p2",
                    "alter table shop.ranged add partition if not exists (partition p2 values less than maxvalue)"
                ),
                new(
                    "reorganize",
                    "alter table shop.ranged reorganize partition p0 into (partition p0 values less than (5), partition p0b "
                        + "values less than (10))",
                    "update shop.ranged set v = {text} where id = {small}",
                    "alter table shop.ranged reorganize partition p0, p0b into (partition p0 values less than (10))"
                )
                {
                    Weight = 2,
                },
                new(
                    "exchange",
                    "alter table shop.ranged exchange partition {p0|p1|p2} with table shop.part",
                    "insert ignore into shop.part values ({n}, {text})"
                )
                {
                    Weight = 3,
                },
                new(
                    "convert to table",
                    "alter table shop.ranged convert partition p1 to table shop.conv",
                    "insert ignore into shop.conv values ({n}, {text})",
                    "alter table shop.ranged reorganize partition p2 into (partition p1 values less than (20), partition p2 "
                        + "values less than maxvalue)",
                    "drop table if exists shop.conv"
                )
                {
                    Weight = 2,
                },
                new(
                    "convert to partition",
                    "create or replace table shop.conv2 (id int, v varchar(50), primary key (id))",
                    "insert into shop.conv2 values (1, {text})",
                    "alter table shop.ranged reorganize partition p0 into (partition p00 values less than (2), partition p0 "
                        + "values less than (10))",
                    "alter table shop.ranged drop partition p0, p1, p2",
                    "alter table shop.ranged convert table shop.conv2 to partition p0 values less than (10)",
                    "create or replace table shop.ranged (id int, v varchar(50), primary key (id)) partition by range (id) "
                        + "(partition p0 values less than (10), partition p1 values less than (20), partition p2 values less "
                        + "than maxvalue)"
                ),
                new("coalesce", "alter table shop.hashed add partition partitions 2", "alter table shop.hashed coalesce partition {1|2}"),
                new(
                    "repartition",
                    "alter table shop.hashed {remove partitioning|partition by hash (id) partitions 4|partition by key () partitions 3}"
                )
                {
                    Weight = 2,
                },
                new(
                    "rebuild",
                    "alter table shop.{ranged rebuild partition p0|hashed rebuild partition all|ranged optimize partition "
                        + "p0|keyed repair partition all}"
                ),
                new(
                    "add listed",
                    "alter table shop.listed add partition if not exists (partition c values in (9))",
                    "alter table shop.listed drop partition if exists c"
                ),
                new("partition dropped with rows", "alter table shop.sub truncate partition old"),
            ]
        );
}
