-- Prepares a fresh, empty MariaDB server of ours as the target of a restore. Run it as root on its host, after setting the password:
--   { printf "set @target_password = '%s';\n" "$target"; cat infra/host/prepare-target.sql; } | mariadb
-- Never run it on the source.
-- Where the source's sessions use named time zones, fill the server's own tables of them as well; replay names a zone that is missing:
--   mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql

-- ops_target builds everything anew. It holds every privilege, because
--   grant option and all that it gives   an account can restore only those grants that it has itself
--   super                                server-wide settings while rows are loaded; durable again afterwards
--   set user                             views, routines, triggers and events keep the definers they had
--   binlog admin                         its sessions write no binary log: the target's own history begins after the restore
--   binlog replay                        BINLOG statements
--   create user, reload                  accounts and roles
--   proxy on everybody                   GRANT PROXY; it is not one of "all privileges"
--   federated admin                      CREATE SERVER
-- It exists on the target alone, reached over the local socket, and is dropped when the target goes into service.
execute immediate concat('create or replace user `ops_target`@`localhost` identified by password ', quote(password(@target_password)));
grant all privileges on *.* to `ops_target`@`localhost` with grant option;
grant proxy on ''@'%' to `ops_target`@`localhost` with grant option;

-- Without --skip-test-db, mariadb-install-db lets everybody in without a password, and everybody write to databases called test. Accounts and grants of a restored
-- server are the source's: these go. (A database test, if there is one, has to be dropped by hand: the import refuses a server that holds any.)
drop user if exists ''@`localhost`;
execute immediate concat('drop user if exists \'\'@', quote(lower(replace(replace(@@hostname, '_', '\\_'), '%', '\\%'))));
delete from mysql.db where user in ('PUBLIC', '') and host in ('', '%') and db in ('test', 'test\\_%');
flush privileges;
