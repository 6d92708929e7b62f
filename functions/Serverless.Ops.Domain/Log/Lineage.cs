namespace Serverless.Ops.Domain.Log;

/// <summary>
/// One server's unbroken series of binary logs. MariaDB has no server UUID, and a fresh instance reuses file names and GTIDs.
/// So this suite writes <paramref name="Id"/> once into the source (<c>serverless_ops.lineage</c>).
/// </summary>
/// <param name="Id">A UUID.</param>
/// <param name="ServerId">The source's <c>server_id</c>.</param>
/// <param name="FirstLogCreatedAt">Creation time in the first Format_description event that was seen in this lineage.</param>
public sealed record Lineage(string Id, long ServerId, DateTimeOffset FirstLogCreatedAt)
{
    /// <summary>
    /// True for the same id on the same server. <see cref="FirstLogCreatedAt"/> is not compared: it depends on the time of the first
    /// look. It tells two lineages apart only together with a file's own creation time.
    /// </summary>
    public bool IsSameAs(Lineage other) => Id == other.Id && ServerId == other.ServerId;

    /// <summary>True when this is the lineage of that source.</summary>
    public bool IsOf(SourceLineage source) => Id == source.Id && ServerId == source.ServerId;

    public override string ToString() => $"{Id} of server {ServerId}";
}

/// <summary>The identity of a source: the id that its enrolment wrote into it, and its server id.</summary>
public sealed record SourceLineage(string Id, long ServerId)
{
    public override string ToString() => $"{Id} of server {ServerId}";
}
