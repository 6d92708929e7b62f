namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>Something that a dump saw and left where it is, so that nobody has to wonder where it went.</summary>
/// <param name="Kind">account, plugin, table, routine, view, trigger, event, statistics, replication.</param>
/// <param name="Name">Its name; for an account <c>user@host</c>.</param>
/// <param name="Reason">Why it stays, and what a person has to do who needs it on a restored server.</param>
/// <param name="Expected">Every fresh server has the same: nobody has to do anything.</param>
public sealed record NotCarriedItem(string Kind, string Name, string Reason, bool Expected)
{
    public override string ToString() => $"{Kind} {Name}: {Reason}";
}
