namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Rows of InnoDB tables of every type: inserts, changes, deletions and cascades, in and outside of transactions.</summary>
internal static class Rows
{
    /// <summary>The kind whose last statement also ends its connection.</summary>
    public const string EndsConnection = "release";

    public static Family Family { get; } =
        new(
            "rows",
            [
                "create table shop.t (id int auto_increment primary key, k int, v varchar(200), u int unique, "
                    + "at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6), key (k))",
                "create table shop.nokey (k int, v varchar(100), key (k))",
                "create table shop.heap (k int, v text)",
                "create table shop.types (id int auto_increment primary key, i int, ub bigint unsigned, d decimal(38,10), f float, "
                    + "db double, b bit(17), y year, e enum('','0','x','it''s'), s set('','0','a b'), vc varchar(100), "
                    + "l1 varchar(100) character set latin1, u16 varchar(100) character set utf16, u2 text character set ucs2, "
                    + "m4 varchar(100) character set utf8mb4 collate utf8mb4_bin, bin varbinary(600), lt longtext, co longblob "
                    + "compressed, "
                    + "cv varchar(4000) compressed, j json, g geometry, p point, da date, ti time(6), dt datetime(6), ts "
                    + "timestamp(6) null, "
                    + "i6 inet6, uu uuid, hidden int invisible default 7, st int as (i % 7) stored, vi varchar(20) as (left(vc, "
                    + "3)) virtual)",
                "create table shop.grandparent (id int primary key, v int)",
                "create table shop.parent (id int primary key, gp int, foreign key (gp) references shop.grandparent (id) "
                    + "on delete cascade on update cascade)",
                "create table shop.child (id int auto_increment primary key, pa int, opt int, key (pa), key (opt), foreign key "
                    + "(pa) references "
                    + "shop.parent (id) "
                    + "on delete cascade on update cascade, foreign key (opt) references shop.parent (id) on delete set null)",
                "insert into shop.t (k, v, u) select seq, concat('row ', seq), seq * 100 from shop.seq_1_to_30",
                "insert into shop.nokey select seq % 7, concat('dup ', seq % 3) from shop.seq_1_to_40",
                "insert into shop.heap select seq % 5, repeat('h', seq) from shop.seq_1_to_30",
                "insert into shop.types (i, vc) select seq, concat('t', seq) from shop.seq_1_to_10",
                "insert into shop.grandparent select seq, seq from shop.seq_1_to_30",
                "insert into shop.parent select seq, seq from shop.seq_1_to_30",
                "insert into shop.child (pa, opt) select seq % 30 + 1, seq % 29 + 1 from shop.seq_1_to_60",
            ],
            [
                new("insert", "insert into shop.t (k, v) values ({n}, {text})") { Weight = 6 },
                new("insert many", "insert into shop.t (k, v) select seq, {text} from shop.seq_1_to_{n}") { Weight = 2 },
                new("insert default", "insert into shop.t () values ()"),
                new("insert ignore", "insert ignore into shop.t (id, v, u) values ({n}, {text}, {n}), ({n}, {text}, null)"),
                new("insert returning", "insert into shop.t (v) values ({text}) returning id, v"),
                new("insert low id", "insert into shop.t (id, v) values ({0|-1|1000|{int}}, {text})"),
                new("replace", "replace into shop.t (id, k, v, u) values ({n}, {n}, {text}, {n})") { Weight = 2 },
                new(
                    "on duplicate key",
                    "insert into shop.t (id, k, v, u) values ({n}, {n}, {text}, {n}) on duplicate key update v = {text}, k = k + 1"
                )
                {
                    Weight = 2,
                },
                new("update", "update shop.t set v = {text}, k = {n} where k = {n}") { Weight = 4 },
                new("update key", "update ignore shop.t set id = id + {small} where id < {n} order by id desc"),
                new("update nothing", "update shop.t set v = v where id = {n}"),
                new("update limit", "update shop.nokey set v = {text} where k = {small} limit 2") { Weight = 2 },
                new("update all", "update shop.heap set k = k + 1"),
                new(
                    "update two tables",
                    "update shop.t join shop.child on child.pa = t.k set t.v = {text}, child.opt = null where t.k = {n}"
                ),
                new("delete", "delete from shop.t where id = {n}") { Weight = 2 },
                new("delete limit", "delete from shop.{nokey|heap} where k = {small} limit {1|3}") { Weight = 2 },
                new("delete order", "delete from shop.t order by id desc limit 1"),
                new("delete two tables", "delete shop.t, shop.nokey from shop.t join shop.nokey on t.k = nokey.k where t.id = {n}"),
                new("duplicates", "insert into shop.nokey select * from shop.nokey where k = {small} limit 9"),
                new("no key", "insert into shop.{nokey|heap} values ({n}, {text}), ({n}, null), (null, null)") { Weight = 2 },
                new("no key, grow", "insert into shop.heap select k, concat(left(v, 50), {text}) from shop.heap limit 5"),
                new(
                    "numbers",
                    "insert into shop.types (i, ub, d, f, db, b, y) values ({int}, abs({int}), {decimal}, {double} / 1e300, "
                        + "{double}, {bit}, {year})"
                )
                {
                    Weight = 2,
                },
                new(
                    "texts",
                    "insert into shop.types (vc, l1, u16, u2, m4, e, s) values ({text}, {latin}, {text}, {text}, {text}, "
                        + "{1|2|3|4|'x'}, {0|1|3|5|7})"
                )
                {
                    Weight = 2,
                },
                new(
                    "bytes",
                    "insert into shop.types (bin, lt, co, cv) values ({bytes}, {long}, {{bytes}|{long}}, {{bytes}|left({long}, 3000)})"
                )
                {
                    Weight = 2,
                },
                new("times", "insert into shop.types (da, ti, dt, ts, y) values ({date}, {time}, {datetime}, {timestamp}, {0|{year}})")
                {
                    Weight = 3,
                },
                new(
                    "objects",
                    "insert into shop.types (j, g, p, i6, uu, hidden) values ({json}, {shape}, {point}, {inet6}, " + "{uuid}, {int})"
                )
                {
                    Weight = 2,
                },
                new(
                    "change types",
                    "update shop.types set {i = {int}|vc = {text}|m4 = {text}|dt = {datetime}|ts = {timestamp}|j = {json}|b = {bit}|"
                        + "co = {long}|l1 = {latin}|db = {double}|hidden = {int}|u16 = null|e = {1|2}} where id = {n}"
                )
                {
                    Weight = 4,
                },
                new("huge value", "insert into shop.types (lt) values ({huge})"),
                new("cascade", "delete from shop.grandparent where id = {n}") { Weight = 2 },
                new("cascade update", "update ignore shop.{grandparent|parent} set id = id + 100 where id = {n}"),
                new(
                    "regrow family",
                    "insert ignore into shop.grandparent values ({n}, {n})",
                    "insert ignore into shop.parent values ({n}, {n})",
                    "insert ignore into shop.child (pa, opt) values ({n}, {n})"
                ),
                new("truncate", "truncate shop.{child|heap|nokey}"),
                new(
                    "load data",
                    "load data infile './rows.txt' {|ignore|replace} into table shop.t {|character set utf8mb4} "
                        + "fields terminated by ',' (u, v, @k) set k = @k % 30"
                )
                {
                    Weight = 2,
                },
                new("load data, no key", "load data infile './rows.txt' into table shop.nokey fields terminated by ',' (k, v, @x)"),
                new(
                    "transaction",
                    "begin",
                    "insert into shop.t (k, v) values ({n}, {text})",
                    "update shop.t set k = {n} where id = {n}",
                    "delete from shop.nokey where k = {n} limit 1",
                    "{commit|commit|commit|rollback}"
                )
                {
                    Weight = 5,
                },
                new(
                    "savepoints",
                    "start transaction",
                    "insert into shop.t (k, v) values ({n}, 'kept')",
                    "savepoint `a b`",
                    "insert into shop.t (k, v) values ({n}, 'perhaps')",
                    "savepoint two",
                    "update shop.t set v = {text} where k = {n}",
                    "rollback to {`a b`|two}",
                    "insert into shop.nokey values ({n}, 'last')",
                    "release savepoint `a b`",
                    "{commit|commit|rollback}"
                )
                {
                    Weight = 4,
                },
                new(
                    EndsConnection,
                    "begin",
                    "insert into shop.t (v) values ({text})",
                    "commit and chain",
                    "insert into shop.t (v) values ({text})",
                    "{commit|rollback} release"
                )
                {
                    Weight = 1,
                },
                new(
                    "large transaction",
                    "begin",
                    "insert into shop.heap select seq, repeat('l', 500) from shop.seq_1_to_2000",
                    "delete from shop.heap where v like 'lll%'",
                    "{commit|rollback}"
                ),
                new(
                    "cte",
                    "insert into shop.t (k, v) with recursive c as (select 1 as n union all select n + 1 from c where n < 5) "
                        + "select n, {text} from c"
                ),
            ]
        );
}
