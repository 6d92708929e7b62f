-- Every type and object that once failed a round trip somewhere, and Frappe's own shapes.
set names utf8mb4;
set global log_bin_trust_function_creators = on;
set sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO';
set time_zone = '+02:00';
create database `frappe site` character set utf8mb4 collate utf8mb4_unicode_ci;
use `frappe site`;

create table `tabMember` (
  `name` varchar(140) not null primary key, `creation` datetime(6), `modified` datetime(6), `docstatus` int(1) not null default 0,
  `idx` int(8) not null default 0, `full name` varchar(140), `bio` longtext, `_user_tags` text,
  key `modified` (`modified`), unique key `full name` (`full name`), fulltext key `bio` (`bio`)
) engine=InnoDB row_format=DYNAMIC;
insert into `tabMember` select concat('MEM-', lpad(seq, 6, '0')), now(6), now(6), seq % 3, 0, concat('Anna ', seq, ' ❤'),
  repeat(concat('line\r\n\t', char(0), char(26), '\\ ''quoted''; );\n', seq), seq % 7), null from seq_1_to_3000;

create table `tabChild` (`name` varchar(140) primary key, `parent` varchar(140), `amount` decimal(21,9) not null default 0,
  constraint `fk parent` foreign key (`parent`) references `tabMember` (`name`) on delete cascade, check (`amount` > -1000)) engine=InnoDB;
insert into `tabChild` select concat('c', seq), concat('MEM-', lpad(seq, 6, '0')), seq / 7 from seq_1_to_50;

create table `tabSingles` (`doctype` varchar(255), `field` varchar(255), `value` longtext, key `singles` (`doctype`, `field`));
insert into `tabSingles` values ('A', 'b', 'c'), ('A', 'b', 'c'), (null, null, null), ('', '', '');
create table `__Auth` (`doctype` varchar(140) not null, `name` varchar(255) not null, `fieldname` varchar(140) not null,
  `password` text not null, `encrypted` int(1) not null default 0, primary key (`doctype`, `name`, `fieldname`)) engine=InnoDB;
insert into `__Auth` select if(seq % 2, 'User', 'user group'), concat('u', seq), 'password', repeat('x', 60), 0 from seq_1_to_2000;
create table `__global_search` (`doctype` varchar(100), `name` varchar(140), `title` varchar(140), `content` text, fulltext key (`content`),
  unique key `doctype_name` (`doctype`, `name`)) engine=MyISAM;
insert into `__global_search` select 'Member', concat('m', seq), 't', concat('content of ', seq) from seq_1_to_500;
create table `aria_t` (a int primary key, b varchar(10)) engine=Aria transactional=1;
insert into `aria_t` values (1, 'x');
create table keyless (a int, b varchar(100), key covering (b, a));
insert into keyless select seq, concat(seq * 7 % 2003, repeat('k', 80)) from seq_1_to_2000;
create table `mem_t` (a int) engine=MEMORY;
insert into `mem_t` values (1), (null);
create table `empty_t` (a int);
create table `series` (`id` bigint unsigned not null auto_increment primary key, `v` int, key (v)) engine=InnoDB;
insert into series (v) select seq from seq_1_to_1000;
delete from series where id > 900;
insert into series values (0, 77);
create table `late_series` (`v` int primary key, `n` int not null auto_increment, key `other` (v), key `n` (n)) auto_increment=500;
insert into `late_series` (v) values (3), (1), (2);

create database `types` character set latin1 collate latin1_german1_ci;
use `types`;

-- A member without a name, and names that look like numbers. The text of a value does not tell its bits.
create table set_members (id int primary key, s set('','a'), t set('1','','2'), u set('a''''b','"'''));
insert into set_members select seq, seq % 4, seq % 8, seq % 4 from seq_0_to_7;
-- Times in the storage form of servers before 10.1.
set global mysql56_temporal_format = off;
create table old_times (id int primary key, d datetime, t time, ts timestamp null, d6 datetime(6));
set global mysql56_temporal_format = on;
insert into old_times values (1, '2026-01-02 03:04:05', '-10:11:12', '2026-01-02 03:04:05', '2026-01-02 03:04:05.678901'),
  (2, null, null, null, '0000-00-00 00:00:00');

create table numbers (id int primary key, ti tinyint, tu tinyint unsigned, si smallint, mi mediumint, bi bigint, bu bigint unsigned,
  zf int(8) zerofill, de decimal(65,30), d2 decimal(5,2), f float, f2 float(7,2), d double, dd double(12,3), b1 bit(1), b64 bit(64),
  b13 bit(13), y year, bo bool);
insert into numbers values (1,-128,255,-32768,-8388608,-9223372036854775808,18446744073709551615,42,
  -12345678901234567890123456789012345.123456789012345678901234567890,-999.99,3.4028234e38,12345.67,
  1.7976931348623157e308,123456789.123,b'1',b'1111111111111111111111111111111111111111111111111111111111111111',b'1010101010101',1901,true),
 (2,0,0,0,0,0,0,0,0,0,1.1754944e-38,0.1,2.2250738585072014e-308,0,b'0',b'0',b'0',0000,false),
 (3,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null),
 (4,1,1,1,1,1,1,1,1,1,16777217,0.33,0.1,0.001,b'1',b'100000000010101001011100001001110000110100',b'1',2155,true),
 (5,0,0,0,0,0,0,0,0,0,'-0','-0','-0','-0',b'0',39,92,2000,0),
 (6,0,0,0,0,0,0,0,0,0,1/3,1/3,1/3,1/3,b'0',10,13,1970,0),
 (7,0,0,0,0,0,0,0,0,0,1e-45,0,5e-324,0,b'0',0x27280A292C,0x0A,1999,0);
create table texts (id int primary key, c char(10), cb char(5) character set binary, v varchar(20) character set utf8mb4,
  l1 varchar(20) character set latin1, u16 varchar(20) character set utf16, u2 varchar(20) character set ucs2, u32 text character set utf32,
  sj varchar(20) character set sjis, gb varchar(20) character set gbk, bin binary(6), vb varbinary(300), tb tinyblob, bl blob, lb longblob,
  js json, e enum('', 'a', '0', 'ü'), e2 enum('x','00','0','1'), s set('a','b c','d'), e3 enum('n','m') not null);
set sql_mode = 'NO_BACKSLASH_ESCAPES';
insert into texts (id, c, v, l1, u16, u2, u32, bin, vb, tb, bl, lb, js, e, e2, s, e3) values (1, 'end  ', '❤ü\', 'äöü€', 'a❤',
  'aü', '😀x', 'ab', unhex('00010203040506070809FF0A0D1A275C2C28293B0A'), unhex('5C'), unhex('275C27'), unhex('293B0A28'), '{"a": "\n"}',
  '', '0', 'a,d', 'n');
set sql_mode = '';
insert into texts (id, sj, gb, vb) select 2, convert(_utf8mb4'表能' using sjis), convert(_utf8mb4'誠縗' using gbk), unhex('FF');
insert into texts (id, e, e2, s, e3) values (3, 'no such', 'no such', '', 'wrong'), (4, '0', '1', 'b c', 'm'), (5, null, null, null, 'n');
insert into texts (id, c, v, lb, bl) values (6, '', '', '', ''), (7, 'NULL', 'NULL', 'NULL', '\\N'), (8, '),', '),\n(1', ');\n', '(');
insert into texts (id, vb) select 100 + seq, concat(char(seq), char(seq), 'x', char(seq)) from types.seq_0_to_255;
create table moments (id int primary key, d date, t time(6), dt datetime(6), dt0 datetime, ts timestamp(6) null,
  ts0 timestamp not null default '0000-00-00 00:00:00');
insert into moments values (1, '0000-00-00', '-838:59:59.999999', '0000-00-00 00:00:00.000000', '9999-12-31 23:59:59',
  '1970-01-01 02:00:01.000001', '0000-00-00 00:00:00');
set sql_mode = 'ALLOW_INVALID_DATES';
insert into moments values (2, '2023-02-31', '838:59:59', '2023-02-31 12:00:00', '2024-00-00', '2038-01-19 05:14:07.999999',
  '2024-03-31 02:30:00'), (3, '2024-00-10', '00:00:00.000001', '1000-01-01', null, null, '2024-10-27 02:30:00'),
  (4, null, null, null, null, null, '2024-01-01');
create table modern (id uuid primary key default uuid(), i6 inet6, i4 inet4);
insert into modern values ('123e4567-e89b-12d3-a456-426655440000', '::1', '127.0.0.1'),
  ('00000000-0000-0000-0000-000000000000', '2001:db8::ff00:42:8329', '0.0.0.0'), ('ffffffff-ffff-ffff-ffff-ffffffffffff', null, null),
  ('5c272829-3b0a-2c00-1a0d-5c5c27272c0a', '5c27:2829:3b0a:2c00:1a0d:5c5c:2727:2c0a', '92.39.44.10');
create table shapes (id int primary key, g geometry, p point not null, spatial key (p));
insert into shapes values (1, ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 10,0 0))'), point(1, -0.0)),
  (2, ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))', 4326), point(39, 92)), (3, null, point(1e300, 5e-324));
create table made (a int, b int as (a * 2) virtual, c int as (a + 1) stored, d int invisible default 7, `e``f,g` varchar(9), `select` int,
  key (c), key (b));
insert into made (a, d, `e``f,g`, `select`) values (1, 8, '`', 1), (null, null, null, null);
create table history (a int primary key, b varchar(10)) with system versioning;
insert into history values (1, 'old'), (2, 'gone'); update history set b = 'new' where a = 1; delete from history where a = 2;
create table history2 (a int primary key, b int, s timestamp(6) generated always as row start, e timestamp(6) generated always as row end,
  period for system_time (s, e)) with system versioning;
insert into history2 (a, b) values (1, 1); update history2 set b = 2;
create table periods (a int, s date, e date, period for p (s, e), unique (a, p without overlaps));
insert into periods values (1, '2024-01-01', '2024-02-01'), (1, '2024-02-01', '2024-03-01');
create table parts (a int primary key, b int) partition by range (a) (partition p0 values less than (10),
  partition p1 values less than maxvalue);
insert into parts select seq, -seq from seq_1_to_30;
create table keyless (a varchar(3000)); insert into keyless select repeat('k', seq) from seq_1_to_300;
create table composite (a int, b varchar(20) collate latin1_general_cs, c varbinary(10), d text, primary key (a, b, c));
insert into composite select seq % 5, concat('B', seq % 50, char(65 + seq % 40)), unhex(md5(seq)), repeat('d', 200) from seq_1_to_2000;
create table longkeys (a text, b int, unique key (a) using hash, key (b)); insert into longkeys values ('x', 1), (null, 2), (null, 2);
create table comments (a int comment 'line\nbreak, KEY `x` (`y`)',
  b varchar(50) default ') ENGINE=x, AUTO_INCREMENT=5') comment='AUTO_INCREMENT=9';
insert into comments values (1, 'x');

create sequence plain_s; create sequence used_s start with 5 increment by 3 minvalue 1 maxvalue 20 cycle cache 2 ;
do nextval(used_s), nextval(used_s), nextval(used_s);
create sequence spent_s start with 1 maxvalue 2 nocache; do nextval(spent_s), nextval(spent_s);
create table numbered (id int default nextval(`types`.`used_s`), v int); insert into numbered (v) values (1), (2);
create view `a first` as select `x`, `n` from (select 1 as x, 'ü' as n) q;
create view b_uses_z as select 1 as a;
create view z_later as select a, (select count(*) from numbers) as n from made with check option;
create or replace sql security invoker view b_uses_z as select a from z_later;
delimiter $$
create function twice(a int) returns int deterministic return a * 2$$
create function any_number() returns double return rand()$$
create procedure `odd name`(in a text, out b int) comment 'ü' begin declare c int default 1; set b = c; /* ; */ select 'ü;$'; end$$
create trigger t1 before insert on made for each row set new.a = coalesce(new.a, -1)$$
create trigger t2 before insert on made for each row begin set new.a = new.a + 1; end$$
create trigger t0 before insert on made for each row precedes t1 set new.d = 3$$
set sql_mode = 'ORACLE'$$
create package pack as function f(a int) return int; end$$
create package body pack as function f(a int) return int as begin return a; end; end$$
set sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'$$
create procedure ansi() select "id" || 'x' from "numbers"$$
set sql_mode = ''$$
set time_zone = 'SYSTEM'$$
create event e1 on schedule every 1 day starts '2030-01-01 03:00:00' do set @x = 1$$
set time_zone = '+05:30'$$
create event e2 on schedule at current_timestamp + interval 1 second on completion not preserve disable do begin set @y = 'ü'; end$$
create event e3 on schedule at current_timestamp + interval 3 hour do set @z = 1$$
set timestamp = unix_timestamp('2025-06-01')$$
create event e4 on schedule at '2025-07-01 00:00:00' on completion not preserve disable do set @p = 1$$
create event e5 on schedule every 1 day starts '2025-06-02 00:00:00' ends '2025-06-05 00:00:00'
  on completion not preserve disable do set @p = 1$$
set timestamp = default$$
delimiter ;
set time_zone = '+00:00';
set character_set_client = latin1; create view latin as select 'ä€' as a, _latin1 x'b081' as b; create procedure latin() select 'ä€';
set names utf8mb4;
alter database types collate latin1_swedish_ci;
create view uses_function as select twice(a) as t from made;

create role reader; create role writer; grant select on `frappe site`.* to reader; grant reader to writer;
create user 'frappe'@'%' identified by 'pa''ss' require ssl with max_user_connections 5;
grant all privileges on `frappe site`.* to 'frappe'@'%' with grant option; grant execute on function types.twice to 'frappe'@'%';
grant select (id, ti), update (ti) on types.numbers to 'frappe'@'%';
create user 'o''dd`user'@'10.%' identified by '' account lock password expire never; grant writer to 'o''dd`user'@'10.%' with admin option;
set default role writer for 'o''dd`user'@'10.%';
grant select on types.`a first` to reader;
create table dropped (a int, b int); grant select (a), insert on dropped to 'frappe'@'%'; grant select on dropped to reader;
drop table dropped;
create function unmade() returns int return 1; grant execute on function unmade to 'o''dd`user'@'10.%';
delete from mysql.proc where name = 'unmade';
create database gone; create table gone.t (a int); create function gone.f() returns int return 1; grant select on gone.t to 'frappe'@'%';
grant execute on function gone.f to 'frappe'@'%'; drop database gone;

create database `remarked` character set utf8mb4 collate utf8mb4_bin comment 'it''s the ü\\-base,\n COLLATE x';
use remarked;
create table checked (a int check (a > 0), b int default (a + 1), c int, e varchar(9) collate utf8mb4_bin,
  constraint `a vs b` check (a <> b), key `ignored` (b) ignored) comment='it''s' page_checksum=0;
alter table checked modify c varchar(900) compressed; insert into checked (a, c) values (1, repeat('c', 800));
create table listed (a int, b varchar(9)) partition by list columns (b) subpartition by hash (a) subpartitions 2
  (partition pa values in ('a', null), partition pb values in ('b', 'it''s'));
insert into listed values (1, 'a'), (2, null), (3, 'it''s');
create table unversioned (a int, b int without system versioning) with system versioning partition by system_time (partition old history,
  partition now current);
insert into unversioned values (1, 1); update unversioned set a = 2; update unversioned set b = 2;
create sequence down start with -1 increment by -2 minvalue -9 maxvalue -1 cycle cache 3;
do nextval(down), nextval(down), nextval(down), nextval(down), nextval(down), nextval(down);
delimiter $$
create definer=`nobody`@`nowhere` procedure owned() sql security invoker modifies sql data comment 'it''s' select 1$$
create aggregate function total(x int) returns int deterministic begin declare s int default 0;
declare continue handler for not found return s; loop fetch group next row; set s = s + x; end loop; end$$
create definer=`nobody`@`nowhere` event kept on schedule every 3 hour starts '2031-01-01 00:00:00' ends '2035-01-01 00:00:00'
  on completion preserve disable on slave comment 'it''s' do set @x = 1$$
create definer=`nobody`@`nowhere` sql security definer view owned_view as select a from checked$$
create definer=`nobody`@`nowhere` trigger owned_trigger after insert on checked for each row set @x = 1$$
delimiter ;

set timestamp = 1000000000; create event long_over on schedule at '2001-09-10 00:00:00' on completion not preserve disable do do 1;
create event ended on schedule every 1 day starts '2001-09-10 00:00:00' ends '2001-10-10 00:00:00'
  on completion not preserve disable do do 1;
set timestamp = default;

create server `it's` foreign data wrapper 'mysql' options (host '10.0.0.1', database 'd''b', user 'u\\', password 'p''\\"\n;$ops0$',
  port 3307, socket '/run/s', owner 'o');
create server plain foreign data wrapper `odbc` options (socket '/x');

grant select on *.* to PUBLIC; grant select, insert on remarked.* to PUBLIC; grant select (b, a), delete on remarked.checked to PUBLIC;
grant execute on function types.twice to PUBLIC;
grant reader to PUBLIC; grant writer to PUBLIC with admin option; create table dropped2 (a int); grant select on dropped2 to PUBLIC;
drop table dropped2;
create role `ro``le`; create role lost; grant `ro``le` to reader with admin option;
create user ''@'%' identified by 'anybody'; grant select on `ab\_%`.* to ''@'%';
insert into mysql.global_priv (Host, User, Priv) values ('localhost', '', '{}'); flush privileges;
create user root@'10.0.0.%' identified by 'remote'; grant all privileges on *.* to root@'10.0.0.%' with grant option;
grant proxy on ''@'%' to root@'10.0.0.%' with grant option;
create user either identified via mysql_native_password using '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4' or unix_socket require issuer
  '/O=it''s' and subject '/CN=x' and cipher 'AES' with max_queries_per_hour 1 max_updates_per_hour 2 max_connections_per_hour 3
  max_user_connections 4 max_statement_time 5.5 account lock password expire interval 90 day;
create user expired@h identified by 'x' password expire interval 7 day; alter user expired@h password expire;
create user x509@h require x509 password expire default; create user must@h identified by 'x' password expire;
create user `it's`@'h%'; grant proxy on expired@h to `it's`@'h%' with grant option; grant proxy on nobody@nowhere to `it's`@'h%';
grant proxy on PUBLIC@'%' to x509@h;
update mysql.global_priv set priv = json_set(priv, '$.password_last_changed', 1234567890) where user = 'either'; flush privileges;
create user had@h; grant lost to had@h; grant reader to had@h; set default role lost for had@h; drop role lost; create user had2@h;
grant reader to had2@h; set default role reader for had2@h; revoke reader from had2@h;
insert into mysql.db (Host, Db, User, Select_priv, Trigger_priv) values ('%', 'old\_%', '', 'Y', 'Y'), ('gone', 'types', 'ghost', 'Y', 'N');
insert into mysql.proxies_priv (Host, User, Proxied_host, Proxied_user, With_grant) values ('gone', 'ghost', 'h', 'must', 1);
flush privileges;
