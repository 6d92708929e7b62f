using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Checks the variables of a target that hold for the whole server and that no session can set. A job checks them before its first write.
/// A variable that a server does not have is no finding.
/// </summary>
internal static class TargetSettings
{
    private const string BendsRows = "with that value the server may change, skip or double rows without an error";

    /// <summary>For making and changing objects and rows, in an import and in a replay.</summary>
    public static IReadOnlyList<TargetSetting> OfEveryJob { get; } =
    [
        new("event_scheduler", "OFF", value => value != "DISABLED", "the server refuses every statement about events", NeedsRestart: true),
        new("secure_timestamp", "NO", value => value != "YES", "a session cannot set the time of the source", NeedsRestart: true),
        new("innodb_file_per_table", "ON", value => value == "ON", "the server would make tables without their compression, or none"),
        new("innodb_force_primary_key", "OFF", value => value == "OFF", "the server refuses tables without a primary key"),
        new("innodb_encrypt_tables", "OFF", value => value != "FORCE", "the server refuses tables that are not encrypted"),
        new("mysql56_temporal_format", "ON", value => value == "ON", "columns with times would have another form than on the source"),
    ];

    /// <summary>For BINLOG statements, which these variables affect as they affect a replica.</summary>
    public static IReadOnlyList<TargetSetting> OfReplays { get; } =
    [
        .. OfEveryJob,
        new("slave_exec_mode", "STRICT", value => value == "STRICT", BendsRows),
        new("slave_type_conversions", "", value => value.Length == 0, BendsRows),
        new("slave_run_triggers_for_rbr", "NO", value => value == "NO", BendsRows),
    ];

    /// <exception cref="TargetSettingException">Names the first variable with a value that does not do.</exception>
    public static async Task RequireAsync(
        MariaDbConnection target,
        IReadOnlyList<TargetSetting> settings,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "checking the target's settings";
        string names = string.Join(", ", settings.Select(setting => SqlQuote.Text(setting.Name)));
        var found = (
            await target.QueryStringsAsync($"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({names})", cancellationToken)
        ).ToDictionary(row => row[0]!, row => row[1] ?? "", StringComparer.Ordinal);
        foreach (TargetSetting setting in settings)
        {
            if (found.TryGetValue(setting.Name, out string? value) && !setting.IsGood(value))
            {
                throw new TargetSettingException(setting, value);
            }
        }
    }
}

/// <summary>A variable of a target that holds for the whole server.</summary>
/// <param name="Needed">A value that does.</param>
/// <param name="Why">What happens with another value.</param>
/// <param name="NeedsRestart">True when the value cannot be changed while the server runs.</param>
internal sealed record TargetSetting(string Name, string Needed, Func<string, bool> IsGood, string Why, bool NeedsRestart = false);

/// <summary>With this setting the target could not be written to exactly. Checked before any write.</summary>
public sealed class TargetSettingException : PermanentException
{
    internal TargetSettingException(TargetSetting setting, string found)
        : base(
            $"The target's {setting.Name} is '{found}': {setting.Why}.",
            setting.NeedsRestart
                ? $"set {setting.Name}={setting.Needed} in the target's configuration, restart the target, then run the job again."
                : $"run SET GLOBAL {setting.Name}='{setting.Needed}' on the target and remove the setting from its configuration; "
                    + "then run the job again."
        ) { }
}
