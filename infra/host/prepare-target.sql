-- Prepares a fresh, empty MariaDB server as the target of a restore. Run it as root on that server's host, with the password in a shell
-- variable. Never run this script on a source.
--   { echo "set @target_password = from_base64('$(printf %s "$target" | base64)');"; cat infra/host/prepare-target.sql; } | mariadb
-- echo and printf are part of the shell, so no other user sees the password. In base64 every character of a password is safe.
-- If sessions of the source use named time zones, load this server's time zone tables too (the replay names a missing zone):
--   mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql

-- The script means the same in each session. Without NO_AUTO_CREATE_USER, GRANT makes a missing account, without a password.
set @ops_sql_mode = @@session.sql_mode, @ops_collation = @@session.collation_connection, @ops_old_passwords = @@session.old_passwords,
    session sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION',
    session collation_connection = 'utf8mb4_general_ci',
    session old_passwords = 0;
-- password(null) is '', which is no password. Twelve bytes also rule out a placeholder such as '…' or the name of a shell variable.
set @ops_refused = coalesce(octet_length(@target_password), 0) < 12;

delimiter //
if @ops_refused then
  signal sqlstate '45000' set message_text = 'ops_target needs a password of at least 12 bytes. Nothing was changed. Next, as docs/operations/enrolment.md shows: { echo "set @target_password = from_base64(''$(printf %s "$target" | base64)'');"; cat infra/host/prepare-target.sql; } | mariadb';
end if//

-- The client goes on after the refusal when it has --force, or when a person runs it. So all changes are behind the same condition.
if not @ops_refused then
  -- ops_target restores everything. It has every privilege, for these reasons:
  --   all, with grant option   an account can restore only the grants that it has itself
  --   super                    changes server-wide settings while rows are loaded, and makes them durable again afterwards
  --   set user                 views, routines, triggers and events keep their definers
  --   binlog admin             sessions of ops_target write no binary log, so the target's own history begins after the restore
  --   binlog replay            runs BINLOG statements
  --   create user, reload      restores accounts and roles
  --   proxy on everybody       runs GRANT PROXY; "all privileges" does not include proxy
  --   federated admin          runs CREATE SERVER
  -- The account exists only on the target, and works only over the local socket. Drop it when the target goes into service.
  execute immediate concat('create or replace user `ops_target`@`localhost` identified by password ', quote(password(@target_password)));
  grant all privileges on *.* to `ops_target`@`localhost` with grant option;
  grant proxy on ''@'%' to `ops_target`@`localhost` with grant option;

  -- Without --skip-test-db, mariadb-install-db makes accounts without a password and lets everybody write to databases called test.
  -- A restored server has only the source's accounts and grants, so the next statements remove these.
  -- The script does not drop a database test. Drop it by hand, because the import refuses a server with any database.
  drop user if exists ''@`localhost`;
  execute immediate concat('drop user if exists \'\'@', quote(lower(replace(replace(@@hostname, '_', '\\_'), '%', '\\%'))));
  delete from mysql.db where user in ('PUBLIC', '') and host in ('', '%') and db in ('test', 'test\\_%');
  flush privileges;
end if//
delimiter ;
set session sql_mode = @ops_sql_mode, session collation_connection = @ops_collation, session old_passwords = @ops_old_passwords;
