using System.Text.Json;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>One account or role: a row of mysql.global_priv. https://mariadb.com/kb/en/mysqlglobal_priv-table/</summary>
/// <param name="Properties">Authentication, limits and other properties, as the server stores them.</param>
internal sealed record Account(string User, string Host, JsonElement Properties)
{
    public bool IsRole => Properties.TryGetProperty("is_role", out JsonElement role) && role.ValueKind == JsonValueKind.True;

    /// <summary>The role that every account has, since 10.11. The first grant to it creates it. No CREATE or DROP exists.</summary>
    public bool IsPublic => IsRole && User == "PUBLIC";

    public string Name => IsRole ? User : $"{User}@{Host}";

    /// <summary>The name in the form that GRANT takes and SHOW GRANTS prints.</summary>
    public string Quoted =>
        IsPublic ? User
        : IsRole ? SqlQuote.Name(User)
        : SqlQuote.Name(User) + '@' + SqlQuote.Name(Host);

    /// <summary>
    /// True when the host is a name. A server with skip_name_resolve ignores such an account: nobody can log in with it, and no statement
    /// shows it.
    /// </summary>
    public bool HostIsName => IsName(Host);

    /// <summary>Empty when the account has none. DROP ROLE and REVOKE do not clear it.</summary>
    public string DefaultRole => Properties.TryGetProperty("default_role", out JsonElement role) ? role.GetString() ?? "" : "";

    /// <returns>Zero when the property is not set, or not above zero.</returns>
    public double Number(string property) =>
        Properties.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? Math.Max(0, value.GetDouble())
            : 0;

    /// <returns>Roles come first, since they are granted to the others.</returns>
    public static async Task<IReadOnlyList<Account>> ReadAllAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT User, Host, Priv FROM mysql.global_priv",
            cancellationToken
        );
        return
        [
            .. rows.Select(row => new Account(row[0]!, row[1]!, Parse(row[2]!)))
                .OrderByDescending(account => account.IsRole)
                .ThenBy(account => account.User, StringComparer.Ordinal)
                .ThenBy(account => account.Host, StringComparer.Ordinal),
        ];
    }

    /// <summary>Decides like the server's function hostname_requires_resolving.</summary>
    public static bool IsName(string host) =>
        !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !host.Contains(':', StringComparison.Ordinal)
        && host.Any(c => c is not ('%' or '_' or '.' or '/' or (>= '0' and <= '9')));

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
