namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>What a statement of the log does to the rows of tables.</summary>
/// <param name="Changes">In the order in which they happen.</param>
internal sealed record StatementEffect(StatementReach Reach, IReadOnlyList<TableChange> Changes)
{
    public static StatementEffect None { get; } = new(StatementReach.Listed, []);

    public static StatementEffect AnyTable { get; } = new(StatementReach.AnyTable, []);

    public static StatementEffect NamedTables { get; } = new(StatementReach.NamedTables, []);

    public static StatementEffect Of(params IReadOnlyList<TableChange> changes) => new(StatementReach.Listed, changes);
}

/// <summary>Which tables a statement can change.</summary>
internal enum StatementReach
{
    /// <summary>Only the listed tables.</summary>
    Listed,

    /// <summary>A definition changes, but which one was not understood. It can change each table that it names.</summary>
    NamedTables,

    /// <summary>The statement changes rows that the log does not list. Triggers may take it to any table.</summary>
    AnyTable,
}
