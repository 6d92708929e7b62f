namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>When what happened, by whoever ran the drill: <c>drills/&lt;id&gt;/timeline.json</c>.</summary>
public sealed record DrillTimeline
{
    public const int CurrentFormat = 1;
    public const string Name = "timeline.json";

    public required int Format { get; init; }
    public required string DrillId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When production was lost; null when the drill destroyed nothing.</summary>
    public DateTimeOffset? DestroyedAt { get; init; }

    /// <summary>The instant up to which the store held everything when production was lost.</summary>
    public DateTimeOffset? RecoverableTo { get; init; }

    /// <summary>When people could work again: the gate had passed.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>In order of their start; they may overlap.</summary>
    public required IReadOnlyList<DrillPart> Parts { get; init; }

    /// <summary>What stopped or slowed it, in words.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];
}

/// <summary>One step of a drill, with what it moved where that is known.</summary>
/// <param name="Name">The state's name, such as <c>ImportDatabase</c>, or plain words for what was no state.</param>
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
