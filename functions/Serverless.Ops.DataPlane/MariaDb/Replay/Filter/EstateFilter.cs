using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>Says what of the log is the estate's, and what is the restore's or a server's own.</summary>
internal sealed class EstateFilter(NotesSchema notes, LeftAccounts left)
{
    private readonly AccountStatements accounts = new(left);

    /// <summary>How the server compares names of schemas and tables.</summary>
    public StringComparison Names => notes.Names;

    public bool IsEstate(string schema) => !notes.Is(schema);

    /// <summary>True for an account that a restore leaves alone.</summary>
    /// <param name="host">In lower case.</param>
    public bool IsLeft(string user, string host) => left.Include(user, host);

    public JudgedStatement Judge(QueryEvent statement)
    {
        JudgedStatement byAccounts = accounts.Judge(statement);
        if (byAccounts.Verdict is EstateVerdict.NotEstate or EstateVerdict.Both)
        {
            return byAccounts;
        }

        JudgedStatement bySchema = notes.Judge(statement);
        return bySchema.Verdict == EstateVerdict.Estate ? byAccounts : bySchema with { Told = byAccounts.Told };
    }
}

/// <summary>What a statement of the log has to do with what is not the estate's: the restore's own schema, and accounts that a restore leaves alone.</summary>
internal enum EstateVerdict
{
    /// <summary>It changes nothing of that: it is replayed as it is.</summary>
    Estate,

    /// <summary>It changes nothing of the estate: it is passed over.</summary>
    NotEstate,

    /// <summary>It drops some things of the estate and some that are not: it is replayed for those of the estate.</summary>
    Part,

    /// <summary>It is the estate's, and means the account that ran it, in a word or without one: it is replayed with that account's name.</summary>
    Named,

    /// <summary>It is of both, or cannot be judged: it is refused before the first write.</summary>
    Both,
}

/// <summary>A statement and what of it is the estate's.</summary>
/// <param name="Sql">Its bytes as they are to be replayed; they differ from the log's only for <see cref="EstateVerdict.Part"/> and <see cref="EstateVerdict.Named"/>.</param>
/// <param name="Told">What reports and errors say in its place when it may hold a password; null when it may be shown.</param>
internal readonly record struct JudgedStatement(EstateVerdict Verdict, ReadOnlyMemory<byte> Sql, string? Told = null);
