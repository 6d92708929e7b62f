-- Enrols a MariaDB server as the source of backups. Run it as root on the source's host, with the two passwords in shell variables:
--   { echo "set @dump_password = from_base64('$(printf %s "$dump" | base64)'), @shipper_password = from_base64('$(printf %s "$shipper" | base64)');"; cat infra/host/enroll-source.sql; } | mariadb
-- echo and printf are part of the shell, so no other user sees the passwords. In base64 every character of a password is safe.
-- The binary log, and so the backups, get only the hashes of the passwords.
-- You can run the script again. It then changes the passwords, but not the lineage. Two servers get a new lineage, because they have that
-- of another server and a log of their own: one that was restored (it has the notes of the restore, which the script drops), and one for
-- which you set @new_lineage = 1 as well, such as a copy.

-- The script means the same in each session. Without NO_AUTO_CREATE_USER, GRANT makes a missing account, without a password.
set @ops_sql_mode = @@session.sql_mode, @ops_collation = @@session.collation_connection, @ops_old_passwords = @@session.old_passwords,
    session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION',
    session collation_connection = 'utf8mb4_general_ci',
    session old_passwords = 0;
-- password(null) is '', which is no password. Twelve bytes also rule out a placeholder such as '…' or the name of a shell variable.
set @ops_refused = coalesce(octet_length(@dump_password), 0) < 12 or coalesce(octet_length(@shipper_password), 0) < 12;

delimiter //
if @ops_refused then
  signal sqlstate '45000' set message_text = 'ops_dump and ops_shipper need passwords of at least 12 bytes. Nothing was changed. Next, as docs/operations/enrolment.md shows: { echo "set @dump_password = from_base64(''$(printf %s "$dump" | base64)''), @shipper_password = from_base64(''$(printf %s "$shipper" | base64)'');"; cat infra/host/enroll-source.sql; } | mariadb';
end if//

-- The client goes on after the refusal when it has --force, or when a person runs it. So all changes are behind the same condition.
if not @ops_refused then
  create database if not exists `serverless_ops` character set utf8mb4 collate utf8mb4_bin;
  create table if not exists `serverless_ops`.`lineage` (
    `one` tinyint not null default 1 primary key check (`one` = 1),
    `id` char(36) character set ascii not null
  ) engine=InnoDB;
  if @new_lineage = 1 or exists (select 1 from information_schema.schemata where schema_name = 'serverless_ops_restore') then
    delete from `serverless_ops`.`lineage` where `one` = 1;
    drop database if exists `serverless_ops_restore`;
  end if;
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
end if//
delimiter ;
set session sql_mode = @ops_sql_mode, session collation_connection = @ops_collation, session old_passwords = @ops_old_passwords;
