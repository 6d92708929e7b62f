namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>
/// One thing that a session does: statements of one session, one after the other. Statements of other sessions may come in between.
/// Each statement is a <see cref="Template"/>.
/// </summary>
internal sealed record Kind(string Name, params IReadOnlyList<string> Statements)
{
    /// <summary>How often the kind comes, in proportion to the others.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether only the first session does it. For what depends on an order of rows that the log does not have.</summary>
    public bool OfFirstSession { get; init; }

    /// <summary>Whether it ends the histories' assumption that the server is there. The operator does it.</summary>
    public bool OfOperator { get; init; }

    /// <summary>Why this kind takes no part: an open fault, or something that no log can tell. Null when it takes part.</summary>
    public string? LeftOut { get; init; }
}

/// <summary>Kinds that belong together, with the statements that prepare their tables on an empty source.</summary>
internal sealed record Family(string Name, IReadOnlyList<string> Setup, IReadOnlyList<Kind> Kinds)
{
    public static IReadOnlyList<Family> All { get; } =
    [
        Rows.Family,
        Engines.Family,
        Tables.Family,
        Partitions.Family,
        Versioning.Family,
        Objects.Family,
        Sequences.Family,
        Accounts.Family,
        SessionStates.Family,
        LogStates.Family,
        OddNames.Family,
        Operations.Family,
    ];
}
