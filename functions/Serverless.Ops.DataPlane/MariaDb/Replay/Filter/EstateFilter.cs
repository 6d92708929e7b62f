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
