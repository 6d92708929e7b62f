-- Enrols a MariaDB server as the source of backups. Set the two passwords, then run this script as root on the source's host:
--   { printf "set @dump_password = '%s', @shipper_password = '%s';\n" "$dump" "$shipper"; cat infra/host/enroll-source.sql; } | mariadb
-- printf is part of the shell, so no other user sees the passwords.
-- The binary log, and so the backups, get only the hashes of the passwords.
-- You can run the script again. It then changes the passwords, but never the lineage.

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

-- ops_dump takes the backup and changes nothing. It needs
--   select          to read rows, accounts (mysql.global_priv), routines (mysql.proc) and server definitions (mysql.servers)
--   lock tables     to lock MyISAM and Aria tables while it reads their rows
--   show view       to read the statements of views
--   event           to read the statements of events
--   trigger         to read the statements of triggers
--   reload          to run BACKUP STAGE
--   process         to run SHOW CREATE for the routines of all users, and to see the state of their tables
--   binlog monitor  to read the snapshot's coordinates
execute immediate concat('create or replace user `ops_dump`@`localhost` identified by password ', quote(password(@dump_password)));
grant select, lock tables, show view, event, trigger, reload, process, binlog monitor on *.* to `ops_dump`@`localhost`;
-- ops_shipper reads the binary log and writes one heartbeat row. It needs
--   replication slave   to read the bytes of the log
--   binlog monitor      to list the log files
--   on heartbeat        to write the heartbeat row
--   on lineage          to read the lineage's id, which goes into the manifest
execute immediate concat('create or replace user `ops_shipper`@`localhost` identified by password ', quote(password(@shipper_password)));
grant replication slave, binlog monitor on *.* to `ops_shipper`@`localhost`;
grant select, insert, update on `serverless_ops`.`heartbeat` to `ops_shipper`@`localhost`;
grant select on `serverless_ops`.`lineage` to `ops_shipper`@`localhost`;
