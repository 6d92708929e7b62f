namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>One table after the replay.</summary>
/// <param name="Expected">Rows of the set, plus inserted, less deleted; null when that cannot be told.</param>
/// <param name="Rows">Rows of the target; null when they were not counted.</param>
/// <param name="NotCounted">Why not; null when counted.</param>
public sealed record TableCounted(string Table, long? Expected, long? Rows, string? NotCounted)
{
    public bool Differs => Expected != Rows;
}
