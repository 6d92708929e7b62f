namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>What a session sets for itself. It holds for the statements after it.</summary>
internal static class SessionStates
{
    public static Family Family { get; } =
        new(
            "sessions",
            [],
            [
                new(
                    "defaults",
                    "set sql_mode=default, time_zone=default, foreign_key_checks=1, unique_checks=1, autocommit=1, "
                        + "timestamp=default, binlog_row_image=full",
                    "set names utf8mb4",
                    "use shop"
                )
                {
                    Weight = 4,
                },
                new(
                    "names",
                    "set names {latin1|utf8mb4|utf8mb3|cp1251|utf8mb4 collate " + "utf8mb4_bin|koi8r}",
                    "insert into shop.t (k, v) values ({n}, {text})",
                    "update shop.types set {vc = {text}|l1 = {latin}|u16 = {text}|m4 = {text}} " + "where id = {n}",
                    "create or replace table shop.named (a varchar(20) default 'é', `ö` int) comment 'ß'",
                    "set names utf8mb4"
                )
                {
                    Weight = 3,
                },
                new(
                    "names with collation",
                    "set names {utf8mb4 collate utf8mb4_unicode_ci|latin1 collate latin1_bin|utf8mb4 " + "collate utf8mb4_bin}",
                    "create or replace table shop.named (a varchar(20) default 'é') comment 'ß'",
                    "set names utf8mb4"
                ),
                new(
                    "one character set",
                    "set {character_set_client|character_set_connection|character_set_results}={latin1|utf8mb3}",
                    "insert into shop.t (k, v) values ({n}, {text})",
                    "create or replace view shop.charset as select 'ä' as a, {plain} as b, {latin} as c",
                    "set names utf8mb4"
                ),
                new("server's collation", "set {collation_server|collation_database|character_set_server}={default|latin1}"),
                new(
                    "sql_mode",
                    "set sql_mode={mode}",
                    "insert ignore into shop.types (da, i, vc, e) values ({date}, {int}, {text}, 'none')",
                    "create or replace table shop.moded (a int default 5, b varchar(10) default 'x', c date default "
                        + "'0000-00-00', d timestamp "
                        + "default 0)",
                    "insert ignore into shop.moded (b) values ({text})",
                    "create or replace procedure shop.moded() insert into shop.log (what) " + "values ('moded')",
                    "create or replace trigger shop.w_moded after delete on shop.w for each row set @a = 1",
                    // The server writes CREATE … SELECT into its log as text of its own. In some modes that text lacks options.
                    "set sql_mode={default|'ANSI_QUOTES'|'NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'|"
                        + "'PIPES_AS_CONCAT,NO_AUTO_VALUE_ON_ZERO'}"
                )
                {
                    Weight = 4,
                },
                new("time_zone", "set time_zone={zone}") { Weight = 2 },
                new("foreign_key_checks", "set foreign_key_checks={0|1}", "insert ignore into shop.child (pa, opt) values ({n}, null)"),
                new("unique_checks", "set unique_checks={0|1}"),
                new(
                    "orphans",
                    "set foreign_key_checks=0",
                    "insert ignore into shop.child (pa) values (777)",
                    "delete from shop.grandparent where id = {n}",
                    "set foreign_key_checks=1"
                ),
                new("check_constraint_checks", "set check_constraint_checks={0|1}"),
                new(
                    "autocommit",
                    "set autocommit=0",
                    "insert into shop.t (k, v) values ({n}, {text})",
                    "{commit|rollback}",
                    "set autocommit=1"
                ),
                new("isolation", "set session transaction isolation level {read committed|repeatable read|serializable}"),
                new("row image", "set binlog_row_image={full|minimal|noblob}") { Weight = 2 },
                new("annotate", "set binlog_annotate_row_events={0|1}"),
                new("timestamp", "set timestamp={1700000000.123456|1711846800|default}"),
                new("insert_id", "set insert_id={int}", "insert into shop.t (v) values ('given id')"),
                new("auto_increment step", "set auto_increment_increment={1|3|7}, auto_increment_offset={1|2}"),
                new("use", "use {shop|side|mysql|{odd}}") { Weight = 2 },
                new("default engine", "set default_storage_engine={engine}")
                {
                    LeftOut = "never exact: the log does not hold a session's default_storage_engine",
                },
                new(
                    "lc_time_names",
                    "set lc_time_names={'de_DE'|default}",
                    "create or replace table shop.lc (a varchar(20)) select monthname('2024-03-01') as a"
                ),
                new(
                    "div_precision",
                    "set div_precision_increment={2|9}",
                    "create or replace table shop.divided select 1 / 3 as a, 22 / 7 as b"
                ),
                new(
                    "explicit timestamp",
                    "set explicit_defaults_for_timestamp={0|1}",
                    "create or replace table shop.stamped (a int, ts timestamp, ts2 timestamp)",
                    "insert into shop.stamped (a) values ({n})"
                ),
                new(
                    "group_concat",
                    "set group_concat_max_len=10",
                    "create or replace table shop.grouped ignore select group_concat(v) g from shop.t"
                ),
                new(
                    "old_mode",
                    "set old_mode={''|'UTF8_IS_UTF8MB3'|'NO_DUP_KEY_WARNINGS_WITH_IGNORE'}",
                    "create or replace table shop.om (a varchar(5) character set utf8, t timestamp)"
                )
                {
                    LeftOut = "never exact: the log does not hold a session's old_mode",
                },
                new(
                    "innodb_strict_mode",
                    "set innodb_strict_mode=0",
                    "create or replace table shop.loose (a int) row_format=compressed key_block_size=16",
                    "set innodb_strict_mode=1"
                ),
                new(
                    "alter_algorithm",
                    "set alter_algorithm={copy|instant|inplace}",
                    "alter table shop.d add column if not exists x7 int",
                    "alter table shop.d drop column if exists x7",
                    "set alter_algorithm=default"
                ),
                new(
                    "statement format",
                    "set binlog_format={statement|mixed}",
                    "update shop.t set v = {uuid()|rand()|now(6)|user()} where id = {n}",
                    "set binlog_format=row"
                )
                {
                    LeftOut = "never exact: the log has no rows. The shipper notes it",
                },
                new("skip_replication", "set skip_replication={0|1}", "insert into shop.t (v) values ({text})", "set skip_replication=0"),
                new(
                    "sql_safe_updates",
                    "set sql_safe_updates={0|1}",
                    "update shop.t set v = {text} where id = {n}",
                    "set sql_safe_updates=0"
                ),
                new("date_format", "set sql_auto_is_null={0|1}"),
                new("quote off", "set sql_quote_show_create={0|1}"),
                new(
                    "column definitions by session",
                    "create or replace table shop.bysession (a varchar(20), b timestamp, c char(5) default 'é', d datetime "
                        + "default '2024-01-01', e enum('é','b'))",
                    "insert into shop.bysession (a) values ({text})"
                )
                {
                    Weight = 2,
                },
            ]
        );
}
