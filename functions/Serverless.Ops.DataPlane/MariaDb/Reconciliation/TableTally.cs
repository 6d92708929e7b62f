namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>What the log does to the number of rows of one table.</summary>
internal sealed class TableTally
{
    public long Inserted { get; set; }

    public long Deleted { get; set; }

    /// <summary>Why the two are not the whole story; null when they are.</summary>
    public string? Unknown { get; private set; }

    /// <summary>Keeps the first reason.</summary>
    public void GiveUp(string reason) => Unknown ??= reason;
}
