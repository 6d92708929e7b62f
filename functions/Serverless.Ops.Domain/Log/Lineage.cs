namespace Serverless.Ops.Domain.Log;

/// <summary>
/// One server's unbroken series of binary logs. MariaDB has no server UUID and a fresh instance reuses file names and GTIDs,
/// so <paramref name="Id"/> is written once into the source (<c>serverless_ops.lineage</c>).
/// </summary>
/// <param name="Id">A UUID, written once by us.</param>
/// <param name="ServerId">The source's <c>server_id</c>.</param>
/// <param name="FirstLogCreatedAt">Creation time in the first Format_description event that was seen of it.</param>
public sealed record Lineage(string Id, long ServerId, DateTimeOffset FirstLogCreatedAt)
{
    /// <summary>
    /// True for the same id on the same server. Which log was the first to be seen depends on who looked when, so that time
    /// tells two lineages apart only together with a file's own creation time.
    /// </summary>
    public bool IsSameAs(Lineage other) => Id == other.Id && ServerId == other.ServerId;

    public override string ToString() => $"{Id} of server {ServerId}";
}
