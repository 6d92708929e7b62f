using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Gives the target the source's innodb_default_row_format during an import or a replay. A CREATE TABLE without ROW_FORMAT uses this
/// variable, and only the global value can be set. <see cref="NotedSettings"/> puts back the value from before the first try. The import's
/// note and the replay's cursor have that value, too.
/// </summary>
internal static class SourceRowFormat
{
    private const string Name = "innodb_default_row_format";

    public static Task<string> ReadAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        NotedSettings.ReadAsync(target, Name, cancellationToken);

    /// <param name="source">The source's variables; null, or without this variable, in older sets: the target then keeps its value.</param>
    /// <param name="before">The target's value before the first try.</param>
    public static Task ApplyAsync(
        NotedSettings settings,
        IReadOnlyDictionary<string, string>? source,
        string before,
        CancellationToken cancellationToken
    ) =>
        source?.GetValueOrDefault(Name) is { } wanted
            ? settings.SetAsync(Name, SqlQuote.Text(wanted), before, cancellationToken)
            : Task.CompletedTask;
}
