namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>What a journaled row looks like in the restored database.</summary>
public enum RowState
{
    /// <summary>As the transaction leaves it.</summary>
    Applied,

    /// <summary>As it was before: not there, or with its former values.</summary>
    NotApplied,

    /// <summary>Neither: other values, or more than one row where there can be only one.</summary>
    Wrong,
}
