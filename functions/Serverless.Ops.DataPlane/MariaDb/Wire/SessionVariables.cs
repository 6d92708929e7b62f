using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Every session variable of a server: the value that each of our connections sets, or the reason why we leave the variable alone.
/// A server's global values would otherwise hold for our sessions, and init_connect could set anything. Values are literals, because
/// DEFAULT takes the global value. A session for a purpose sets only what differs for that purpose. A test compares this list with the
/// server's own: https://mariadb.com/kb/en/server-system-variables/, docs/adr/0013-session-variables.md
/// </summary>
internal static class SessionVariables
{
    /// <summary>Undoes what could stop or cut <see cref="ListPresent"/>. Every server has these variables.</summary>
    public const string LiftLimits =
        "SET SESSION max_session_mem_used=9223372036854775807, tmp_disk_table_size=18446744073709551615, max_statement_time=0, "
        + "sql_select_limit=18446744073709551615, max_join_size=18446744073709551615, sql_big_selects=1, lc_messages='en_US', "
        + "NAMES utf8mb4";

    /// <summary>Lists the session variables of a server that can be set. Versions and plugins differ in them.</summary>
    public const string ListPresent =
        "SELECT LOWER(variable_name) FROM information_schema.system_variables WHERE variable_scope = 'SESSION' AND read_only = 'NO'";

    /// <summary>The wanted values, as SQL, in the order in which they are set.</summary>
    public static IReadOnlyList<(string Name, string Value)> Pinned { get; } =
    [
        // transactions
        ("autocommit", "1"),
        ("completion_type", "'NO_CHAIN'"),
        ("tx_isolation", "'REPEATABLE-READ'"),
        ("transaction_isolation", "'REPEATABLE-READ'"),
        ("tx_read_only", "0"),
        ("transaction_read_only", "0"),
        ("innodb_snapshot_isolation", "0"),
        // how the server reads statements and values
        ("sql_mode", "''"),
        ("old_mode", "'UTF8_IS_UTF8MB3'"),
        ("old", "0"),
        ("old_passwords", "0"),
        ("character_set_client", "utf8mb4"),
        ("character_set_results", "utf8mb4"),
        ("character_set_connection", "utf8mb4"),
        ("collation_connection", "utf8mb4_general_ci"),
        ("character_set_server", "utf8mb4"),
        ("collation_server", "utf8mb4_general_ci"),
        ("character_set_collations", "''"),
        ("character_set_filesystem", "binary"),
        ("default_regex_flags", "''"),
        ("default_week_format", "0"),
        ("div_precision_increment", "4"),
        ("lc_messages", "'en_US'"),
        ("lc_time_names", "'en_US'"),
        ("sql_auto_is_null", "0"),
        ("sql_if_exists", "0"),
        ("standard_compliant_cte", "1"),
        ("time_zone", "'+00:00'"),
        // which rows a statement sees and changes
        ("auto_increment_increment", "1"),
        ("auto_increment_offset", "1"),
        ("check_constraint_checks", "1"),
        ("foreign_key_checks", "1"),
        ("unique_checks", "1"),
        ("innodb_table_locks", "1"),
        ("query_cache_type", "0"),
        ("sql_safe_updates", "0"),
        ("system_versioning_asof", "DEFAULT"), // takes no other literal; DEFAULT means the present, whatever the global value is
        ("system_versioning_insert_history", "0"),
        ("updatable_views_with_limit", "1"),
        // what CREATE and ALTER make
        ("alter_algorithm", "'DEFAULT'"),
        ("default_storage_engine", "InnoDB"),
        ("default_tmp_storage_engine", "NULL"),
        ("explicit_defaults_for_timestamp", "1"),
        ("innodb_compression_default", "0"),
        ("innodb_default_encryption_key_id", "1"),
        ("innodb_ft_enable_stopword", "1"),
        ("innodb_ft_user_stopword_table", "NULL"),
        ("innodb_strict_mode", "1"),
        ("keep_files_on_create", "0"),
        ("sql_quote_show_create", "1"),
        ("system_versioning_alter_history", "'ERROR'"),
        // limits that stop a statement, cut its result or end a session
        ("group_concat_max_len", "1048576"),
        ("idle_readonly_transaction_timeout", "0"),
        ("idle_transaction_timeout", "0"),
        ("idle_write_transaction_timeout", "0"),
        ("innodb_lock_wait_timeout", "50"),
        ("lock_wait_timeout", "86400"),
        ("max_error_count", "64"),
        ("max_heap_table_size", "16777216"),
        ("max_join_size", "18446744073709551615"),
        ("max_recursive_iterations", "1000"),
        ("max_session_mem_used", "9223372036854775807"),
        ("max_sort_length", "1024"),
        ("max_sp_recursion_depth", "0"),
        ("max_statement_time", "0"),
        ("net_read_timeout", "86400"),
        ("net_write_timeout", "86400"),
        ("sql_big_selects", "1"), // after max_join_size, which sets it
        ("sql_select_limit", "18446744073709551615"),
        ("tmp_disk_table_size", "18446744073709551615"),
        ("wait_timeout", "86400"),
        // warnings: an import counts them and reads them
        ("note_verbosity", "'basic'"),
        ("sql_notes", "1"),
        // repairs by several threads have lost keys
        ("aria_repair_threads", "1"),
        ("myisam_repair_threads", "1"),
    ];

    /// <summary>The other session variables, each group with the reason why no connection sets them.</summary>
    public static IReadOnlyList<(string Reason, string Names)> Left { get; } =
    [
        (
            "a size or a depth: it changes speed and memory, not results",
            "aria_sort_buffer_size big_tables bulk_insert_buffer_size join_buffer_size join_buffer_space_limit join_cache_level "
                + "max_length_for_sort_data max_rowid_filter_size max_tmp_tables mrr_buffer_size myisam_sort_buffer_size "
                + "preload_buffer_size query_alloc_block_size query_prealloc_size range_alloc_block_size read_buffer_size "
                + "read_rnd_buffer_size rowid_merge_buff_size sort_buffer_size sql_buffer_result tcp_nodelay thread_pool_priority "
                + "tmp_memory_table_size tmp_table_size transaction_alloc_block_size transaction_prealloc_size"
        ),
        (
            "it chooses between plans that have the same result",
            "eq_range_index_dive_limit expensive_subquery_limit in_predicate_conversion_threshold low_priority_updates max_seeks_for_key "
                + "optimizer_adjust_secondary_key_costs optimizer_extra_pruning_depth optimizer_join_limit_pref_ratio "
                + "optimizer_max_sel_arg_weight optimizer_max_sel_args optimizer_prune_level optimizer_search_depth "
                + "optimizer_selectivity_sampling_limit optimizer_switch optimizer_use_condition_selectivity use_stat_tables"
        ),
        (
            "statistics for the optimizer; we run no ANALYZE",
            "analyze_max_length analyze_sample_percentage aria_stats_method histogram_size histogram_type myisam_stats_method"
        ),
        (
            "logs and diagnostics of the server",
            "log_disabled_statements log_queries_not_using_indexes log_slow_admin_statements log_slow_disabled_statements log_slow_filter "
                + "log_slow_max_warnings log_slow_min_examined_row_limit log_slow_query log_slow_query_time log_slow_rate_limit "
                + "log_slow_slave_statements log_slow_verbosity log_warnings long_query_time min_examined_row_limit optimizer_trace "
                + "optimizer_trace_max_mem_size profiling profiling_history_size progress_report_time slow_query_log sql_log_off "
                + "sql_warnings"
        ),
        (
            "how values lie in a compressed column; they read the same",
            "column_compression_threshold column_compression_zlib_level column_compression_zlib_strategy column_compression_zlib_wrap"
        ),
        ("where the server's temporary files lie; its disks are its administrator's", "innodb_tmpdir"),
        (
            "how a session writes the binary log: jobs check the source's global values, and write no log on a target (sql_log_bin=0)",
            "binlog_alter_two_phase binlog_annotate_row_events binlog_direct_non_transactional_updates binlog_format binlog_row_image "
                + "gtid_domain_id server_id sql_log_bin"
        ),
        ("replication threads use it, not sessions of clients", "max_relay_log_size sql_slave_skip_counter net_retry_count"),
        ("a session cannot set it; where it matters, a check or BulkSettings handles the global value", "max_allowed_packet"),
        ("a session cannot set it, and it changes no result", "max_user_connections net_buffer_length"),
        (
            "protocol features that our clients do not ask for",
            "interactive_timeout session_track_schema session_track_state_change "
                + "session_track_system_variables session_track_transaction_info"
        ),
        (
            "waits of Aria's deadlock search",
            "deadlock_search_depth_long deadlock_search_depth_short " + "deadlock_timeout_long deadlock_timeout_short"
        ),
        ("with query_cache_type=0 nothing is cached", "query_cache_strip_comments query_cache_wlock_invalidate"),
        ("we run no INSERT DELAYED, and the log has none", "max_delayed_threads max_insert_delayed_threads"),
        ("another name for a variable above", "identity old_alter_table storage_engine"),
        ("it follows the current database", "character_set_database collation_database"),
        ("only SUPER may set it, and only creating a table reads it: the sessions that write to a target set it", "enforce_storage_engine"),
        (
            "it belongs to one statement or one session and has no global value; each session begins by resetting it",
            "default_master_connection error_count external_user gtid_seq_no in_transaction insert_id last_gtid last_insert_id proxy_user "
                + "pseudo_slave_mode pseudo_thread_id rand_seed1 rand_seed2 skip_parallel_replication skip_replication timestamp "
                + "warning_count wsrep_gtid_seq_no"
        ),
        (
            "a Galera cluster uses it; no job works with a cluster",
            "wsrep_causal_reads wsrep_dirty_reads wsrep_on wsrep_osu_method wsrep_retry_autocommit wsrep_sync_wait wsrep_trx_fragment_size "
                + "wsrep_trx_fragment_unit"
        ),
    ];

    /// <summary>The statement that sets all wanted values that a server has.</summary>
    /// <param name="present">The answer to <see cref="ListPresent"/>.</param>
    public static string Pin(IEnumerable<string> present)
    {
        HashSet<string> here = [.. present];
        var set = new StringBuilder("SET SESSION ");
        set.AppendJoin(
            ", ",
            Pinned.Where(variable => here.Contains(variable.Name)).Select(variable => $"{variable.Name}={variable.Value}")
        );
        return set.ToString();
    }
}
