using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>A server's global variables: those that a set's manifest records, and those that a check needs.</summary>
internal sealed class ServerVariables
{
    private static readonly string[] InEverySet =
    [
        "binlog_format",
        "character_set_server",
        "collation_server",
        "default_storage_engine",
        "gtid_domain_id",
        "lower_case_table_names",
        "max_allowed_packet",
        "old_mode",
        "server_id",
        "sql_mode",
        "sync_binlog",
        "system_time_zone",
        "time_zone",
    ];

    /// <summary>A full-text index holds other words under other values. They are fixed while a server runs.</summary>
    public static IReadOnlyList<string> FullTextSettings { get; } =
    ["ft_max_word_len", "ft_min_word_len", "ft_stopword_file", "innodb_ft_max_token_size", "innodb_ft_min_token_size"];

    // The rows and definitions of a database set depend on these.
    private static readonly string[] InDatabaseSets =
    [
        .. InEverySet.Union(SourceDefaults.Names),
        .. FullTextSettings,
        "event_scheduler",
        "explicit_defaults_for_timestamp",
        "innodb_default_row_format",
        "innodb_page_size",
        "log_bin",
        "skip_name_resolve",
    ];

    // These say how the log of a binlog set was written.
    private static readonly string[] InBinlogSets =
    [
        .. InEverySet,
        "binlog_checksum",
        "binlog_row_image",
        "encrypt_binlog",
        "log_bin_compress",
    ];

    private readonly string serverVersion;
    private readonly Dictionary<string, string> values;

    private ServerVariables(string serverVersion, Dictionary<string, string> values) =>
        (this.serverVersion, this.values) = (serverVersion, values);

    public static async Task<ServerVariables> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading the server's variables";
        string names = string.Join("','", InDatabaseSets.Union(InBinlogSets));
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            $"SHOW GLOBAL VARIABLES WHERE Variable_name IN ('{names}')",
            cancellationToken
        );
        return new ServerVariables(
            connection.ServerVersion,
            rows.ToDictionary(row => row[0]!, row => row[1] ?? "", StringComparer.Ordinal)
        );
    }

    /// <summary>Null when the server has no such variable. Knows only the variables that a manifest records.</summary>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The description of the server in the manifest of a database set.</summary>
    public ServerDescription DescribeForDatabaseSet() => Describe(InDatabaseSets);

    /// <summary>The description of the server in the manifest of a binlog set.</summary>
    public ServerDescription DescribeForBinlogSet() => Describe(InBinlogSets);

    // Ordered by name, like the manifests.
    private ServerDescription Describe(IEnumerable<string> names) =>
        new(
            serverVersion,
            names
                .Where(values.ContainsKey)
                .Order(StringComparer.Ordinal)
                .ToDictionary(name => name, name => values[name], StringComparer.Ordinal)
        );
}
