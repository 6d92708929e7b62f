-- Prepares a fresh, empty MariaDB server as the target of a restore. Set the password, then run this script as root on that server's host:
--   { printf "set @target_password = '%s';\n" "$target"; cat infra/host/prepare-target.sql; } | mariadb
-- Never run this script on a source.
-- If sessions of the source use named time zones, load this server's time zone tables too (the replay names a missing zone):
--   mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql

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
