namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>One object that is not rows.</summary>
/// <param name="Kind">
/// view, trigger, procedure, function, package, package body, event, sequence; of the server: account (roles too), grants (of PUBLIC, and rows of the grant
/// tables for an account that is not there), server (CREATE SERVER), library function (CREATE FUNCTION … SONAME).
/// </param>
/// <param name="Schema">Its database; empty for what is the server's.</param>
/// <param name="Name">Its name; for an account and its grants <c>user@host</c>, for a role its name alone.</param>
/// <param name="Statements">What makes it anew, in order, exactly as the server prints it. Password hashes of accounts and passwords of servers are in them: the set is encrypted at rest.</param>
/// <param name="SqlMode">The sql_mode it was made under; empty where it has none.</param>
/// <param name="CharacterSet">The client character set it was made under; empty where it has none.</param>
/// <param name="Collation">The connection collation it was made under; empty where it has none.</param>
public sealed record SchemaObject(
    string Kind,
    string Schema,
    string Name,
    IReadOnlyList<string> Statements,
    string SqlMode,
    string CharacterSet,
    string Collation
);

/// <summary>Something that a dump saw and left where it is, so that nobody has to wonder where it went.</summary>
/// <param name="Kind">account, plugin, table, routine, view, trigger, event, statistics, replication.</param>
/// <param name="Name">Its name; for an account <c>user@host</c>.</param>
/// <param name="Reason">Why it stays, and what a person has to do who needs it on a restored server.</param>
/// <param name="Expected">Every fresh server has the same: nobody has to do anything.</param>
public sealed record NotCarriedItem(string Kind, string Name, string Reason, bool Expected)
{
    public override string ToString() => $"{Kind} {Name}: {Reason}";
}
