namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Views, triggers, routines, packages and events: made, changed, used and dropped.</summary>
internal static class Objects
{
    public static Family Family { get; } =
        new(
            "objects",
            [
                "create table shop.log (id int auto_increment primary key, what varchar(100), at datetime(6) default now(6))",
                "create table shop.w (id int auto_increment primary key, v varchar(200))",
                "create trigger shop.w_after after insert on shop.w for each row insert into shop.log (what) values (left(new.v, 90))",
                "create view shop.v1 as select id, k, v from shop.t where k < 20",
                "create procedure shop.p1(n int) begin insert into shop.log (what) values (concat('p', n)); update shop.t set k "
                    + "= n where id = n; end",
                "create function shop.f1(x int) returns int deterministic return x + 1",
                "create event shop.e1 on schedule every 1 day starts '2031-01-01 00:00:00' do delete from shop.log",
            ],
            [
                new(
                    "fire triggers",
                    "insert into shop.w (v) values ({text}), ({text})",
                    "update shop.w set v = {text} order by id limit 1",
                    "delete from shop.w order by id limit 1"
                )
                {
                    Weight = 3,
                },
                new(
                    "trigger",
                    "create or replace {|definer=nobody@localhost} trigger shop.w_{before|other} {before|after} {update|delete} "
                        + "on shop.w for each row "
                        + "insert into shop.log (what) values ({{text}|concat(old.id, 'x')})"
                )
                {
                    Weight = 2,
                },
                new(
                    "trigger order",
                    "create trigger if not exists shop.w_second after insert on shop.w for each row {follows w_after|precedes "
                        + "w_after} set @x = 1",
                    "drop trigger if exists shop.w_second"
                ),
                new(
                    "trigger with body",
                    "create or replace trigger shop.w_set before insert on shop.w for each row begin declare n int default 3; "
                        + "if new.v is null then set new.v = 'none'; elseif length(new.v) > 100 then set new.v = left(new.v, "
                        + "100); end if; end"
                ),
                new("drop trigger", "drop trigger if exists shop.w_{before|other|set|second}"),
                new(
                    "view",
                    "create or replace {|algorithm=merge} {|definer=nobody@localhost} {|sql security invoker} view "
                        + "shop.v{1|2|3} as select id, k, {v|upper(v) as v|concat(v, {plain}) as v} "
                        + "from shop.t {|where k = {n}|where k < 20 with check option}"
                )
                {
                    Weight = 2,
                },
                new(
                    "view of a view",
                    "create or replace view shop.vv as select v1.id, f.x from shop.v1 join (select 1 as x) f",
                    "drop view if exists shop.vv"
                ),
                new("write by view", "insert into shop.v1 (k, v) values ({n}, {text})", "update shop.v1 set v = {text} where id = {n}"),
                new("alter view", "alter view shop.v1 as select id, k, v from shop.t {|where k > 3}"),
                new("drop view", "drop view if exists shop.v2, shop.v3"),
                new("call", "call shop.p1({n})") { Weight = 2 },
                new("function in a write", "insert into shop.t (k, v) values (shop.f1({n}), 'by f1')"),
                new(
                    "procedure",
                    "create or replace procedure shop.p{2|3}({|in a int, out b varchar(10) character set latin1}) {|sql "
                        + "security invoker} {|comment {text}} "
                        + "begin declare continue handler for sqlexception begin end; insert into shop.log (what) values ({text}); end"
                )
                {
                    Weight = 2,
                },
                new(
                    "call with temporary table",
                    "create or replace procedure shop.ptmp() begin create temporary table if not exists shop.inproc (a int); "
                        + "insert into shop.inproc values (1); "
                        + "insert into shop.log (what) select a from shop.inproc; drop temporary table shop.inproc; end",
                    "call shop.ptmp()"
                ),
                new(
                    "function",
                    // No MODIFIES SQL DATA: refused with error 1418, the statement drops the old function, and the log does not tell.
                    "create or replace function shop.f{2|3}(a varchar(20)) returns varchar(50) {deterministic|no sql|reads sql "
                        + "data} return concat(a, {text})"
                ),
                new(
                    "function that writes",
                    "create or replace function shop.fw(a int) returns int deterministic modifies sql data begin insert into "
                        + "shop.log (what) "
                        + "values ('fw'); return a; end",
                    "select shop.fw({n})",
                    "insert into shop.t (k) values (shop.fw({n}))"
                ),
                new(
                    "aggregate",
                    "create or replace aggregate function shop.agg(x int) returns int deterministic begin declare s int default "
                        + "0; declare "
                        + "continue handler for not found return s; "
                        + "loop fetch group next row; set s = s + x; end loop; end",
                    "insert into shop.t (k) select shop.agg(k) % 1000 from shop.t where k < 30"
                ),
                new("alter routine", "alter procedure shop.p1 {comment {text}|sql security invoker|sql security definer}"),
                new("drop routine", "drop procedure if exists shop.p{2|3}", "drop function if exists shop.f{2|3}"),
                new(
                    "package",
                    "set sql_mode=oracle",
                    "create or replace package shop.pk as procedure q(a int); function g return int; end",
                    "create or replace package body shop.pk as procedure q(a int) as begin insert into shop.log (what) values "
                        + "('pk'); end; function g return int as begin return {n}; end; end",
                    "call shop.pk.q(1)",
                    "set sql_mode=default"
                )
                {
                    Weight = 2,
                },
                new(
                    "drop package",
                    "set sql_mode=oracle",
                    "drop package body if exists shop.pk",
                    "drop package if exists shop.pk",
                    "set sql_mode=default"
                ),
                new(
                    "event",
                    "create or replace {|definer=nobody@localhost} event shop.e{2|3} on schedule {every 2 hour starts "
                        + "'2031-01-01 02:30:00'|at '2033-03-27 02:30:00'|every '1:30' minute_second starts '2032-01-01' ends "
                        + "'2034-01-01'} "
                        + "{|on completion preserve} {|disable|disable on slave} {|comment {text}} do insert into shop.log "
                        + "(what) values ({text})"
                )
                {
                    Weight = 2,
                },
                new(
                    "alter event",
                    "alter event shop.e1 {comment {text}|disable|enable|on completion preserve|on schedule every 3 day starts "
                        + "'2031-02-02'|do delete from shop.w}"
                ),
                new("rename event", "alter event shop.e1 rename to shop.e1x", "alter event shop.e1x rename to shop.e1"),
                new("drop event", "drop event if exists shop.e{2|3}"),
                new(
                    "compound statement",
                    "begin not atomic declare i int default 0; while i < 3 do insert into shop.t (k, v) values (i, {text}); set "
                        + "i = i + 1; end while; end"
                ),
                new(
                    "prepared",
                    "prepare q from 'insert into shop.t (k, v) values (?, ?)'",
                    "execute q using {n}, {text}",
                    "execute immediate 'update shop.t set v = ? where id = ?' using {text}, {n}",
                    "deallocate prepare q"
                ),
                new("user variables", "set @a = {text}, @b = {n}", "insert into shop.t (k, v) values (@b, @a)"),
                new(
                    "server object",
                    "create or replace server s1 foreign data wrapper mysql options (host '127.0.0.1', database 'x', user 'u', "
                        + "password 'p')",
                    "drop server if exists s1"
                ),
            ]
        );
}
