namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>What a session had set when it ran a statement; null where the event does not say.
/// https://mariadb.com/kb/en/query_event/#status-variables</summary>
internal sealed record QueryContext
{
    public uint? Options { get; init; }

    public ulong? SqlMode { get; init; }

    public ushort AutoIncrementIncrement { get; init; } = 1;

    public ushort AutoIncrementOffset { get; init; } = 1;

    /// <summary>Collation id; 0 when not said.</summary>
    public ushort ClientCharacterSet { get; init; }

    public ushort ConnectionCollation { get; init; }

    public ushort ServerCollation { get; init; }

    public string? TimeZone { get; init; }

    public ushort TimeNamesLocale { get; init; }

    /// <summary>Collation id; 0 for the default.</summary>
    public ushort DatabaseCollation { get; init; }

    /// <summary>Who ran a statement that says CURRENT_USER; null where that does not matter.</summary>
    public (string User, string Host)? Invoker { get; init; }

    public int Microseconds { get; init; }

    /// <summary>True for one half of an ALTER that is logged in two.</summary>
    public bool IsSplitAlter { get; init; }
}
