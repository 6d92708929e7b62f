using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Gives the target the source's innodb_default_row_format during an import or a replay. A CREATE TABLE without ROW_FORMAT uses this
/// variable, and only the global value can be set. Afterwards the target gets back the value from before the first try. The import's note
/// and the replay's cursor keep that value, because an interrupted try cannot set it back.
/// </summary>
internal sealed class SourceRowFormat : IAsyncDisposable
{
    private const string Name = "innodb_default_row_format";
    private readonly MariaDbConnection target;
    private readonly string before;

    private SourceRowFormat(MariaDbConnection target, string before) => (this.target, this.before) = (target, before);

    public static async Task<string> ReadAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        (await target.QueryStringsAsync($"SELECT @@global.{Name}", cancellationToken))[0][0]!;

    /// <param name="source">The source's variables; null, or without this variable, in older sets: the target then keeps its value.</param>
    /// <param name="before">The target's value before the first try.</param>
    public static async Task<SourceRowFormat> ApplyAsync(
        MariaDbConnection target,
        IReadOnlyDictionary<string, string>? source,
        string before,
        CancellationToken cancellationToken
    )
    {
        target.Activity = $"setting {Name} as the source has it";
        if (source?.GetValueOrDefault(Name) is { } wanted)
        {
            await target.ExecuteAsync($"SET GLOBAL {Name}={SqlQuote.Text(wanted)}", cancellationToken);
        }

        return new SourceRowFormat(target, before);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            target.Activity = $"setting {Name} back";
            await target.ExecuteAsync($"SET GLOBAL {Name}={SqlQuote.Text(before)}", CancellationToken.None);
        }
        catch (ServerGoneException)
        {
            // A person must see why the connection was lost, not this second error. The next try sets the value back.
        }
    }
}
