-- Enrols a MariaDB server as the source of backups. Run it as root on the source's host, after setting the two passwords:
--   { printf "set @dump_password = '%s', @shipper_password = '%s';\n" "$dump" "$shipper"; cat infra/host/enroll-source.sql; } | mariadb
-- (printf is part of the shell: no other user sees the passwords).
-- Only the passwords' hashes reach the binary log, and with it the backups.
-- It may be run again: it changes passwords, never the lineage.

create database if not exists `serverless_ops` character set utf8mb4 collate utf8mb4_bin;
create table if not exists `serverless_ops`.`lineage` (
  `one` tinyint not null default 1 primary key check (`one` = 1),
  `id` char(36) character set ascii not null
) engine=InnoDB;
insert ignore into `serverless_ops`.`lineage` (`one`, `id`) values (1, uuid());
create table if not exists `serverless_ops`.`heartbeat` (
  `id` int not null primary key,
  `at` datetime(6) not null
) engine=InnoDB;

-- ops_dump takes the backup and changes nothing.
--   select          rows, accounts (mysql.global_priv), routines (mysql.proc) and server definitions (mysql.servers)
--   lock tables     MyISAM and Aria tables are held while their rows are read
--   show view       views' statements
--   event           events' statements
--   trigger         triggers' statements
--   reload          BACKUP STAGE
--   process         SHOW CREATE of routines and the state of tables, whoever made them
--   binlog monitor  the snapshot's coordinates
execute immediate concat('create or replace user `ops_dump`@`localhost` identified by password ', quote(password(@dump_password)));
grant select, lock tables, show view, event, trigger, reload, process, binlog monitor on *.* to `ops_dump`@`localhost`;
-- ops_shipper reads the binary log and writes its one heartbeat row.
--   replication slave       the log's bytes
--   binlog monitor          which log files there are
--   on heartbeat, lineage   the row that it keeps, the id that it stamps on each segment
execute immediate concat('create or replace user `ops_shipper`@`localhost` identified by password ', quote(password(@shipper_password)));
grant replication slave, binlog monitor on *.* to `ops_shipper`@`localhost`;
grant select, insert, update on `serverless_ops`.`heartbeat` to `ops_shipper`@`localhost`;
grant select on `serverless_ops`.`lineage` to `ops_shipper`@`localhost`;
