namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>One object of the source other than rows.</summary>
/// <param name="Kind">
/// In a database: view, trigger, procedure, function, package, package body, event, sequence. On the server: account (also a role), grants
/// (of PUBLIC, and rows of the grant tables for a missing account), server (CREATE SERVER), library function (CREATE FUNCTION … SONAME).
/// </param>
/// <param name="Schema">The object's database; empty for an object of the server.</param>
/// <param name="Name">The object's name. <c>user@host</c> for an account and its grants; the name alone for a role.</param>
/// <param name="Statements">
/// The statements that create the object again, in order, exactly as the server prints them. A definition that is not UTF-8 is
/// <c>EXECUTE IMMEDIATE x'…'</c>, with the server's bytes. Statements contain password hashes of accounts and passwords of servers, so the
/// set is encrypted at rest.
/// </param>
/// <param name="SqlMode">The sql_mode at creation; empty for a kind without one.</param>
/// <param name="CharacterSet">The client character set at creation; empty for a kind without one.</param>
/// <param name="Collation">The connection collation at creation; empty for a kind without one.</param>
public sealed record SchemaObject(
    string Kind,
    string Schema,
    string Name,
    IReadOnlyList<string> Statements,
    string SqlMode,
    string CharacterSet,
    string Collation
);

/// <summary>Something that a dump saw and did not carry. It is listed, so that nobody has to search for it.</summary>
/// <param name="Kind">account, definer (none exists), plugin, table, routine, view, trigger, event, statistics, replication.</param>
/// <param name="Name">The item's name; <c>user@host</c> for an account.</param>
/// <param name="Reason">Why the dump did not carry it, and how to get it onto a restored server.</param>
/// <param name="Expected">True when every fresh server has the same item, so nobody has to act.</param>
public sealed record NotCarriedItem(string Kind, string Name, string Reason, bool Expected)
{
    public override string ToString() => $"{Kind} {Name}: {Reason}";
}
