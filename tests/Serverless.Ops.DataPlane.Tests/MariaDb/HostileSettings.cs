namespace Serverless.Ops.DataPlane.Tests.MariaDb;

/// <summary>Values of variables that change or stop statements. A server with them is allowed, and no job may notice.</summary>
internal static class HostileSettings
{
    /// <summary>For SET GLOBAL: the values that new sessions get.</summary>
    public static IReadOnlyList<string> Session { get; } =
    [
        "alter_algorithm='INSTANT'",
        "auto_increment_increment=7",
        "auto_increment_offset=5",
        "autocommit=0",
        "character_set_client='latin1'",
        "character_set_connection='latin1'",
        "character_set_results='latin1'",
        "character_set_server='utf16'",
        "check_constraint_checks=0",
        "collation_connection='latin1_german2_ci'",
        "completion_type='RELEASE'",
        "default_regex_flags='EXTENDED,UNGREEDY'",
        "default_storage_engine='MyISAM'",
        "default_week_format=3",
        "div_precision_increment=0",
        "explicit_defaults_for_timestamp=0",
        "foreign_key_checks=0",
        "group_concat_max_len=4",
        "idle_readonly_transaction_timeout=1",
        "idle_transaction_timeout=1",
        "idle_write_transaction_timeout=1",
        "innodb_compression_default=1",
        "innodb_default_encryption_key_id=2",
        "innodb_ft_enable_stopword=0",
        "innodb_lock_wait_timeout=1",
        "innodb_snapshot_isolation=1",
        "innodb_strict_mode=1",
        "keep_files_on_create=1",
        "lc_messages='de_DE'",
        "lc_time_names='de_DE'",
        "lock_wait_timeout=1",
        "max_error_count=0",
        "max_heap_table_size=16384",
        "max_join_size=1000",
        "max_sort_length=64",
        "max_statement_time=0.001",
        "net_read_timeout=1",
        "net_write_timeout=1",
        "note_verbosity='all'",
        "old_mode='NO_DUP_KEY_WARNINGS_WITH_IGNORE'",
        "optimizer_switch='index_merge=off,materialization=off,mrr=on'",
        "sql_auto_is_null=1",
        "sql_big_selects=0",
        "sql_if_exists=1",
        "sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,IGNORE_SPACE,ORACLE,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
        "sql_notes=0",
        "sql_quote_show_create=0",
        "sql_safe_updates=1",
        "sql_select_limit=1",
        "standard_compliant_cte=0",
        "system_versioning_alter_history='KEEP'",
        "system_versioning_asof='2020-01-01'",
        "system_versioning_insert_history=1",
        "time_zone='-07:30'",
        "tmp_disk_table_size=1024",
        "tx_isolation='READ-UNCOMMITTED'",
        "tx_read_only=1",
        "unique_checks=0",
        "updatable_views_with_limit=0",
        "wait_timeout=1",
    ];

    /// <summary>For SET GLOBAL: variables of the whole server.</summary>
    public static IReadOnlyList<string> Server { get; } =
    [
        "automatic_sp_privileges=0",
        "binlog_row_metadata='FULL'",
        "concurrent_insert='NEVER'",
        "flush=1",
        "ft_boolean_syntax='+ -><()~*:\"\"&|'",
        "innodb_default_row_format='compact'",
        "innodb_stats_persistent=0",
        "log_bin_trust_function_creators=0",
        "max_connect_errors=1",
        "max_write_lock_count=1",
        "stored_program_cache=0",
    ];

    /// <summary>For init_connect. Needs no privilege.</summary>
    public static string InitConnect { get; } =
        "set autocommit=0, @left_over=1; set timestamp=1; set sql_select_limit=2; start transaction with consistent snapshot";
}
