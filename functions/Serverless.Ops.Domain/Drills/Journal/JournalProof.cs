using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// Compares the transactions of a journal with the rows after a restore to T. A transaction acknowledged before T must be restored whole.
/// One sent at or after the time from which the restore leaves everything out must be left out. For a second, that time is T. For latest,
/// it is the source's clock after the log had been read. Every other transaction was in flight and may be either.
/// Pure. Entries come one by one, so memory does not depend on the journal's length.
/// </summary>
/// <param name="leavesOutFrom"><see cref="RestorePlan.LeavesOutFrom"/>. When it is unknown, no transaction has to be left out.</param>
public sealed class JournalProof(DateTimeOffset target, DateTimeOffset? leavesOutFrom, int violationsNamed = 20)
{
    private readonly Dictionary<JournalClass, (long Whole, long Absent, long Violated)> classes = [];
    private readonly List<JournalViolation> violations = [];
    private long violated;
    private DateTimeOffset? lastWholeAt;
    private DateTimeOffset? firstAbsentAt;

    /// <summary>The class of an entry. T itself is not restored, so an instant equal to T counts as after T.</summary>
    public static JournalClass ClassOf(JournalEntry entry, DateTimeOffset target, DateTimeOffset? leavesOutFrom) =>
        entry.SentAt >= leavesOutFrom ? JournalClass.SentAfter
        : entry.AcknowledgedAt < target ? JournalClass.AcknowledgedBefore
        : JournalClass.InFlight;

    /// <summary>The state of one row, judged from all observed rows with its key.</summary>
    public static RowState StateOf(JournalRow row, IReadOnlyList<IReadOnlyDictionary<string, string?>> observed) =>
        observed switch
        {
            [] => row.Before is null ? RowState.NotApplied : RowState.Wrong,
            [var one] when Matches(one, row.After) => RowState.Applied,
            [var one] when row.Before is not null && Matches(one, row.Before) => RowState.NotApplied,
            _ => RowState.Wrong,
        };

    /// <summary>Judges one transaction.</summary>
    /// <param name="states">One state for each row of the entry, in order.</param>
    public void Judge(JournalEntry entry, IReadOnlyList<RowState> states)
    {
        if (states.Count != entry.Rows.Count || states.Count == 0)
        {
            throw new ArgumentException($"{entry.Id} has {entry.Rows.Count} rows, but {states.Count} were judged.", nameof(states));
        }

        JournalClass kind = ClassOf(entry, target, leavesOutFrom);
        bool whole = states.All(state => state == RowState.Applied);
        bool absent = states.All(state => state == RowState.NotApplied);
        string? wrong = (kind, whole, absent) switch
        {
            (_, false, false) => $"it was restored in part: {Described(entry, states)}",
            (JournalClass.AcknowledgedBefore, false, true) => "it was acknowledged before T but was not restored",
            (JournalClass.SentAfter, true, false) => $"it was sent at or after {WholeSecond.Text(leavesOutFrom!.Value)} but was restored",
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

    /// <summary>Adds a row that has the clients' mark but no entry that explains it.</summary>
    public void AddViolation(JournalViolation violation)
    {
        if (++violated <= violationsNamed)
        {
            violations.Add(violation);
        }
    }

    /// <summary>Returns the report about all entries and rows so far.</summary>
    /// <param name="tablesWithoutMark">Tables of the journal without marks. An extra row there would not be seen.</param>
    public JournalProofReport Finish(IReadOnlyList<string>? tablesWithoutMark = null) =>
        new()
        {
            Format = JournalProofReport.CurrentFormat,
            Target = target,
            LeavesOutFrom = leavesOutFrom,
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

/// <summary>Time of a transaction relative to T, by the client's own clock.</summary>
public enum JournalClass
{
    /// <summary>Acknowledged before T. Must be restored whole.</summary>
    AcknowledgedBefore,

    /// <summary>Not acknowledged before T, and sent before the time from which everything is left out. May be restored whole or left
    /// out.</summary>
    InFlight,

    /// <summary>Sent at or after the time from which everything is left out: for a second, T. Must be left out.</summary>
    SentAfter,

    /// <summary>A row with the clients' mark that no transaction of the journal wrote. Must not exist.</summary>
    Unexplained,
}

/// <summary>State of a journaled row in the restored database.</summary>
public enum RowState
{
    /// <summary>As after the transaction.</summary>
    Applied,

    /// <summary>As before the transaction: missing, or with its former values.</summary>
    NotApplied,

    /// <summary>Neither of them: other values, or several rows for one key.</summary>
    Wrong,
}

/// <summary>
/// A drill's proof rests on the clients' own clock: it compares the times of the clients' transactions with T. No client knows where its
/// transactions stand in the log. So for a place the journal could prove no more than the replay's own cursor.
/// </summary>
public sealed class PlaceNotProvableException(string target)
    : PermanentException(
        $"'{target}' is a place in a binary log, and a drill cannot prove a restore to a place. "
            + "The journal has the times of the clients' transactions, not their places in the log.",
        "drill to a whole UTC second or 'latest'. "
            + "To restore to that place, start the restore state machine with a purpose other than drill."
    )
{
    /// <summary>Refuses a target that is a place in the log.</summary>
    /// <exception cref="PlaceNotProvableException"/>
    public static void ThrowIfPlace(RestoreTarget target)
    {
        if (target.Place is { } place)
        {
            throw new PlaceNotProvableException(place.ToString());
        }
    }
}
