using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Checks a source before a job works with it: the account's grants and the server's settings.</summary>
internal static class SourceCheck
{
    // Every job needs these: without them no log can be replayed exactly.
    private static readonly NeededSetting[] OfEveryJob =
    [
        new("log_bin", "ON", "without a binary log, nothing after a dump can be restored"),
        new("binlog_format", "ROW", "statements and temporary tables cannot be replayed exactly"),
        new("sync_binlog", "1", "a crash could lose committed transactions, or bring lost ones back"),
    ];

    /// <summary>Checks grants first, then settings. Changes nothing on the source.</summary>
    /// <returns>The settings that were read.</returns>
    /// <exception cref="MissingGrantException"/>
    /// <exception cref="BinlogFormatNotRowException"/>
    /// <exception cref="SourceSettingException"/>
    public static async Task<ServerVariables> RequireAsync(
        MariaDbConnection connection,
        MariaDbAccount account,
        SourceNeeds needs,
        CancellationToken cancellationToken
    )
    {
        await GrantCheck.RequireAsync(connection, account, needs.Grants, needs.TableGrants, cancellationToken);
        ServerVariables found = await ServerVariables.ReadAsync(connection, cancellationToken);
        foreach (NeededSetting needed in OfEveryJob.Concat(needs.Settings))
        {
            string value = found.Find(needed.Variable) ?? "(not there)";
            if (needed.Refused is null ? value != needed.Value : value == needed.Refused)
            {
                throw needed.Variable == "binlog_format"
                    ? new BinlogFormatNotRowException(value)
                    : new SourceSettingException(needed.Variable, value, needed.Value, needed.Why);
            }
        }

        return found;
    }
}

/// <summary>The grants and settings that one job needs on a source.</summary>
/// <param name="Grants">Server-wide privileges.</param>
/// <param name="TableGrants">Privileges on single tables.</param>
/// <param name="Settings">Further settings, beside those that every job needs.</param>
internal sealed record SourceNeeds(
    IReadOnlyList<string> Grants,
    IReadOnlyList<TableGrant> TableGrants,
    IReadOnlyList<NeededSetting> Settings
);

/// <summary>A setting that a source must have, and the reason.</summary>
/// <param name="Refused">The only value that does not do; null when only <paramref name="Value"/> does.</param>
internal sealed record NeededSetting(string Variable, string Value, string Why, string? Refused = null);

/// <summary>The source does not log in row format. Statements and temporary tables cannot be replayed exactly.</summary>
public sealed class BinlogFormatNotRowException(string found)
    : PermanentException(
        $"The source's binlog_format is {found}, not ROW.",
        "set binlog_format=ROW in its configuration, run SET GLOBAL binlog_format=ROW, have the applications reconnect, "
            + "and take a full backup."
    );

/// <summary>With this setting the source's log would not be exact, or not be durable.</summary>
public sealed class SourceSettingException(string variable, string found, string needed, string why)
    : PermanentException(
        $"The source's {variable} is {found}, not {needed}: {why}.",
        $"set {variable}={needed} in the source's configuration, restart the source or run SET GLOBAL, then run the job again."
    );
