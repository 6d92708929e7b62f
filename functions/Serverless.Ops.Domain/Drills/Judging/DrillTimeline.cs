namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>The times of a drill, written by the program that ran it: <c>drills/&lt;estate&gt;/&lt;id&gt;/timeline.json</c>.</summary>
public sealed record DrillTimeline
{
    public const int CurrentFormat = 1;
    public const string Name = "timeline.json";

    public required int Format { get; init; }
    public required string DrillId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Time when production was lost; null when the drill destroyed nothing.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }

    /// <summary>The instant up to which the store held everything when production was lost.</summary>
    public DateTimeOffset? RecoverableTo { get; init; }

    /// <summary>Time when people could work again, after the gate had passed.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>The parts in order of their start. They may overlap.</summary>
    public required IReadOnlyList<DrillPart> Parts { get; init; }

    /// <summary>Causes that stopped or slowed the drill, as text.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];
}

/// <summary>One step of a drill. It has the amounts that the step moved, as far as they are known.</summary>
/// <param name="Name">The state's name, such as <c>ImportDatabase</c>, or plain words for a step that is no state.</param>
public sealed record DrillPart(
    string Name,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    long? Bytes = null,
    long? Rows = null,
    long? Transactions = null
)
{
    public TimeSpan Took => EndedAt - StartedAt;
}
