namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// One server's unbroken series of binary logs. MariaDB has no server UUID and a fresh instance reuses file names and GTIDs,
/// so <paramref name="Id"/> is written once into the source (<c>serverless_ops.lineage</c>).
/// </summary>
/// <param name="Id">A UUID, written once by us.</param>
/// <param name="ServerId">The source's <c>server_id</c>.</param>
/// <param name="FirstLogCreatedAt">Creation time in the first Format_description event that was seen of it.</param>
public sealed record Lineage(string Id, long ServerId, DateTimeOffset FirstLogCreatedAt);
