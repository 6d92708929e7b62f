using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// Judges the transactions of a journal against what a restore to T left. Restored is the log's prefix before the first commit
/// stamped at or after T, so: acknowledged before T is there whole, sent at or after T is not there at all, in flight is either.
/// Pure; entries come one by one, so memory does not depend on the journal's length.
/// </summary>
public sealed class JournalProof(DateTimeOffset target, int violationsNamed = 20)
{
    private readonly Dictionary<JournalClass, (long Whole, long Absent, long Violated)> classes = [];
    private readonly List<JournalViolation> violations = [];
    private long violated;
    private DateTimeOffset? lastWholeAt;
    private DateTimeOffset? firstAbsentAt;

    /// <summary>The same instant on the client's clock counts as after: T itself is not restored.</summary>
    public static JournalClass ClassOf(JournalEntry entry, DateTimeOffset target) =>
        entry.SentAt >= target ? JournalClass.SentAfter
        : entry.AcknowledgedAt < target ? JournalClass.AcknowledgedBefore
        : JournalClass.InFlight;

    /// <summary>How one row looks, from all rows that have its key.</summary>
    public static RowState StateOf(JournalRow row, IReadOnlyList<IReadOnlyDictionary<string, string?>> observed) =>
        observed switch
        {
            [] => row.Before is null ? RowState.NotApplied : RowState.Wrong,
            [var one] when Matches(one, row.After) => RowState.Applied,
            [var one] when row.Before is not null && Matches(one, row.Before) => RowState.NotApplied,
            _ => RowState.Wrong,
        };

    /// <param name="states">One for each of the entry's rows, in order.</param>
    public void Judge(JournalEntry entry, IReadOnlyList<RowState> states)
    {
        if (states.Count != entry.Rows.Count || states.Count == 0)
        {
            throw new ArgumentException($"{entry.Id} has {entry.Rows.Count} rows, {states.Count} were judged.", nameof(states));
        }

        JournalClass kind = ClassOf(entry, target);
        bool whole = states.All(state => state == RowState.Applied);
        bool absent = states.All(state => state == RowState.NotApplied);
        string? wrong = (kind, whole, absent) switch
        {
            (_, false, false) => $"it is there in part: {Described(entry, states)}",
            (JournalClass.AcknowledgedBefore, false, true) => "it was acknowledged before T and is not there",
            (JournalClass.SentAfter, true, false) => "it was sent at or after T and is there",
            _ => null,
        };
        (long wholes, long absents, long bad) = classes.GetValueOrDefault(kind);
        classes[kind] = (wholes + (whole ? 1 : 0), absents + (absent ? 1 : 0), bad + (wrong is null ? 0 : 1));
        if (wrong is not null && ++violated <= violationsNamed)
        {
            violations.Add(new JournalViolation(entry.Id, entry.Kind, kind, entry.SentAt, entry.AcknowledgedAt, wrong));
        }

        Remember(entry, whole);
    }

    /// <summary>A row that bears the traffic's mark and that no entry explains.</summary>
    public void AddViolation(JournalViolation violation)
    {
        if (++violated <= violationsNamed)
        {
            violations.Add(violation);
        }
    }

    /// <param name="tablesWithoutMark">Tables of the journal in which a row too many would not be seen.</param>
    public JournalProofReport Finish(IReadOnlyList<string>? tablesWithoutMark = null) =>
        new()
        {
            Format = JournalProofReport.CurrentFormat,
            Target = target,
            AcknowledgedBefore = CountsOf(JournalClass.AcknowledgedBefore),
            InFlight = CountsOf(JournalClass.InFlight),
            SentAfter = CountsOf(JournalClass.SentAfter),
            LastRestoredAt = lastWholeAt,
            FirstLostAt = firstAbsentAt,
            Violations = violated,
            FirstViolations = violations,
            TablesWithoutMark = tablesWithoutMark ?? [],
        };

    private JournalCounts CountsOf(JournalClass kind)
    {
        (long whole, long absent, long bad) = classes.GetValueOrDefault(kind);
        return new JournalCounts(whole, absent, bad);
    }

    private void Remember(JournalEntry entry, bool whole)
    {
        if (whole && entry.AcknowledgedAt is { } acknowledgedAt && !(lastWholeAt >= acknowledgedAt))
        {
            lastWholeAt = acknowledgedAt;
        }

        if (!whole && entry.AcknowledgedAt is { } lostAt && !(firstAbsentAt <= lostAt))
        {
            firstAbsentAt = lostAt;
        }
    }

    private static bool Matches(IReadOnlyDictionary<string, string?> observed, IReadOnlyDictionary<string, string?> expected) =>
        expected.All(column => observed.TryGetValue(column.Key, out string? value) && value == column.Value);

    private static string Described(JournalEntry entry, IReadOnlyList<RowState> states) =>
        string.Join(", ", entry.Rows.Zip(states, (row, state) => $"{row.Table} {string.Join('/', row.Key.Values)} {state}"));
}

/// <summary>Where a transaction stands to T, by the client's own clock.</summary>
public enum JournalClass
{
    /// <summary>Acknowledged before T: must be there whole.</summary>
    AcknowledgedBefore,

    /// <summary>Sent before T, not acknowledged before it: whole or absent.</summary>
    InFlight,

    /// <summary>Sent at or after T: must not be there at all.</summary>
    SentAfter,

    /// <summary>No transaction of the journal: a row that bears the clients' mark all the same. Must not be there.</summary>
    Unexplained,
}

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

/// <summary>
/// A drill's proof rests on the clients' own clock: what was acknowledged before T is there, what was sent after it is not. No client knows where in
/// the log its transactions stand, so of a place it could only be said what the replay's own cursor says already.
/// </summary>
public sealed class PlaceNotProvableException(string target)
    : PermanentException(
        $"'{target}' is a place in a binary log, and a drill cannot be proven for one: its journal knows when the clients' transactions were, not where in the log they stand.",
        "drill to a whole UTC second or 'latest'; to restore to that place, start the restore state machine with it, for another purpose than a drill."
    )
{
    /// <exception cref="PlaceNotProvableException"/>
    public static void ThrowIfPlace(RestoreTarget target)
    {
        if (target.Place is { } place)
        {
            throw new PlaceNotProvableException(place.ToString());
        }
    }
}
