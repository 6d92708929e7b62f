using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Gives the target the source's innodb_default_row_format while a set is imported or its log replayed: a CREATE TABLE that names none means that one, and
/// no session can set it. Afterwards it is as it was before the first try, which import's note and cursor keep: a try that was cut could not put it back.
/// </summary>
internal sealed class SourceRowFormat : IAsyncDisposable
{
    private const string Name = "innodb_default_row_format";
    private readonly MariaDbConnection target;
    private readonly string before;

    private SourceRowFormat(MariaDbConnection target, string before) => (this.target, this.before) = (target, before);

    public static async Task<string> ReadAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        (await target.QueryStringsAsync($"SELECT @@global.{Name}", cancellationToken))[0][0]!;

    /// <param name="before">What the target had before the first try.</param>
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
            // Why the connection was lost is the error that a person has to see; the next try puts it back.
        }
    }
}
