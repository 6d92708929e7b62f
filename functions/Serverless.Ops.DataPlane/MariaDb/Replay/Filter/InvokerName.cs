using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Puts the name of the account or role that ran a statement into the statement. The server logs that account where the result depends on
/// it, and a replica runs the statement as that account. A replay runs every statement as its own account, so it needs the name.
/// </summary>
internal static class InvokerName
{
    /// <summary>The reason to refuse a statement when <see cref="Of"/> is null.</summary>
    public const string Refusal =
        "depends on the account that ran it, whose name is not in the log or cannot be written in the statement's character set";

    /// <summary>The quoted name in the bytes of the statement's character set; null when there is no such name.</summary>
    public static byte[]? Of(QueryContext context) =>
        context.Invoker is not var (user, host)
            ? null
            : ClientText.Encode(
                IsRole(host) ? SqlQuote.Name(user) : $"{SqlQuote.Name(user)}@{SqlQuote.Name(host)}",
                context.ClientCharacterSet
            );

    /// <summary>True when a role ran the statement (CURRENT_ROLE). Only roles have no host.</summary>
    public static bool IsRole(string host) => host.Length == 0;

    /// <summary>Replaces each of the ranges, which are in order and do not overlap.</summary>
    public static byte[] Put(ReadOnlySpan<byte> sql, IReadOnlyList<(int Start, int End)> ranges, ReadOnlySpan<byte> by)
    {
        var made = new List<byte>(sql.Length + by.Length);
        int at = 0;
        foreach ((int start, int end) in ranges)
        {
            made.AddRange(sql[at..start]);
            made.AddRange(by);
            at = end;
        }

        made.AddRange(sql[at..]);
        return [.. made];
    }
}
