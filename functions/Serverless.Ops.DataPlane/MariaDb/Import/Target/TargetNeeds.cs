using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Checks that a target has what a set's accounts and events need and no set can carry: authentication plugins, and time zones by name.
/// Accounts and events are made after the rows, so without this check hours of loading would end in an error.
/// </summary>
internal static partial class TargetNeeds
{
    private const string ZoneIs = "SET time_zone = ";

    /// <exception cref="IncompatibleTargetException">Names the first plugin or time zone that is missing.</exception>
    public static async Task RequireAsync(MariaDbConnection connection, DatabaseManifest manifest, CancellationToken cancellationToken)
    {
        connection.Activity = "looking whether the target has what accounts and events need";
        HashSet<string> active =
        [
            .. (
                await connection.QueryStringsAsync(
                    "SELECT LOWER(plugin_name) FROM information_schema.plugins "
                        + "WHERE plugin_type = 'AUTHENTICATION' AND plugin_status = 'ACTIVE'",
                    cancellationToken
                )
            ).Select(row => row[0]!),
        ];
        await RequireSameNamesAsync(connection, manifest, cancellationToken);
        await RequireRightsOfDefinersAsync(connection, manifest, cancellationToken);
        foreach (SchemaObject account in manifest.Objects.Where(item => item.Kind == "account"))
        {
            if (Plugins(account.Statements[0]).FirstOrDefault(plugin => !active.Contains(plugin)) is { } missing)
            {
                throw new IncompatibleTargetException($"plugin {missing}, which account {account.Name} needs,", "loaded", "not loaded");
            }
        }

        foreach (SchemaObject item in manifest.Objects.Where(item => item.Kind == "event"))
        {
            string zone = item.Statements.First(statement => statement.StartsWith(ZoneIs, StringComparison.Ordinal))[ZoneIs.Length..];
            if (
                zone != "'SYSTEM'"
                && (await connection.QueryStringsAsync($"SELECT CONVERT_TZ('2026-01-01', '+00:00', {zone})", cancellationToken))[0][0]
                    is null
            )
            {
                throw new IncompatibleTargetException(
                    $"time zone {zone}, which event {item.Name} needs,",
                    "known",
                    "unknown; load time zones with mariadb-tzinfo-to-sql"
                );
            }
        }
    }

    // With skip_name_resolve the server ignores accounts whose host is a name. With another value on the target than on the source,
    // such an account could suddenly log in, or no longer log in.
    private static async Task RequireSameNamesAsync(
        MariaDbConnection connection,
        DatabaseManifest manifest,
        CancellationToken cancellationToken
    )
    {
        string here = (await connection.QueryStringsAsync("SELECT IF(@@skip_name_resolve, 'ON', 'OFF')", cancellationToken))[0][0]!;
        if (
            manifest.Server.Variables.TryGetValue("skip_name_resolve", out string? there)
            && there != here
            && manifest.Objects.Any(item =>
                item.Kind == "account"
                && item.Name.Contains('@', StringComparison.Ordinal)
                && Account.IsName(item.Name[(item.Name.LastIndexOf('@') + 1)..])
            )
        )
        {
            throw new IncompatibleTargetException("skip_name_resolve", there, here);
        }
    }

    // The import leaves the target's own accounts as they are. Without the source's rights, a view of such an account could not be made
    // after all rows, and other objects of it would fail at use.
    private static async Task RequireRightsOfDefinersAsync(
        MariaDbConnection connection,
        DatabaseManifest manifest,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<Account> accounts = await Account.ReadAllAsync(connection, cancellationToken);
        foreach (DefinerEntry definer in (manifest.Definers ?? []).Where(definer => definer.Use == DefinerUse.Used))
        {
            if (accounts.FirstOrDefault(account => account.Name == definer.Account) is not { } there)
            {
                continue;
            }

            IReadOnlyList<string?[]> shown = await connection.QueryStringsAsync($"SHOW GRANTS FOR {there.Quoted}", cancellationToken);
            string[] has = [.. DefinerAccounts.Grants(there, shown.Select(row => row[0]!)).Select(WithoutOption)];
            string? lacks = definer.Statements.Skip(1).FirstOrDefault(grant => !has.Contains(WithoutOption(grant), StringComparer.Ordinal));
            if (lacks is not null && !has.Any(grant => grant.StartsWith("GRANT ALL PRIVILEGES ON *.* TO ", StringComparison.Ordinal)))
            {
                throw new DefinerLacksRightsException(there.Name, lacks);
            }
        }
    }

    private static string WithoutOption(string grant) =>
        grant.EndsWith(" WITH GRANT OPTION", StringComparison.Ordinal) ? grant[..^" WITH GRANT OPTION".Length] : grant;

    // Quoted text is cut out first, because names of users and hosts can contain any words.
    private static IEnumerable<string> Plugins(string createUser)
    {
        string bare = SqlQuote.Bare(createUser);
        return bare.Contains(" IDENTIFIED VIA ", StringComparison.Ordinal)
            ? Via().Matches(bare).Select(via => via.Groups[1].Value.ToLowerInvariant())
            : [];
    }

    [GeneratedRegex(@" (?:IDENTIFIED VIA|OR) (\w+)")]
    private static partial Regex Via();
}

/// <summary>The target differs from the source in a way that would change the restored set.</summary>
public sealed class IncompatibleTargetException(string variable, string source, string target)
    : PermanentException(
        $"The target's {variable} is {target}, the source's was {source}.",
        "start the target with the source's value; the set's manifest lists all variables that matter."
    );

/// <summary>A target's own account is the definer of objects of the set, and has fewer rights than the source's account.</summary>
public sealed class DefinerLacksRightsException(string account, string grant)
    : PermanentException(
        $"The target's own account {account} is the definer of objects in the set, and lacks rights that it had on the source.",
        "drop the account on the target: the restore then makes it, locked and with the source's rights"
            + (grant.Contains(" ON *.* TO ", StringComparison.Ordinal) ? $"; or, if it must stay, run there: {grant}." : ".")
    );
