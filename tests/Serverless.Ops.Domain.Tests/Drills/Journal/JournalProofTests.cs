using CsCheck;
using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Domain.Tests.Drills.Journal;

public sealed class JournalProofTests
{
    private static readonly DateTimeOffset Target = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<JournalEntry> Entries = Gen.Select(
        Gen.Int[-9_000_000, 9_000_000],
        Gen.Int[1, 3_000_000],
        Gen.Int[0, 9],
        Gen.Int[1, 4],
        (sent, took, failed, rows) =>
            new JournalEntry(
                "",
                "enter payment",
                Target.AddMicroseconds(sent),
                failed == 0 ? null : Target.AddMicroseconds(sent + took),
                [.. Enumerable.Range(0, rows).Select(i => Row(i, update: i == 1))]
            )
    );

    [Fact]
    public void Journal_OfARestoredPrefix_IsProven() =>
        Entries
            .Array[1, 60]
            .Select(Gen.Bool.Array[60], (entries, coins) => (entries, coins))
            .Sample(drawn =>
            {
                (JournalEntry[] entries, bool[] coins) = drawn;
                var proof = new JournalProof(Target, Target);
                for (int i = 0; i < entries.Length; i++)
                {
                    proof.Judge(entries[i], Faithful(entries[i], coins[i]));
                }

                JournalProofReport report = proof.Finish();
                report.Violations.ShouldBe(0);
                report.IsProven.ShouldBe(report.AcknowledgedBefore.Whole > 0);
                long judged = new[] { report.AcknowledgedBefore, report.InFlight, report.SentAfter }.Sum(counts =>
                    counts.Whole + counts.Absent
                );
                judged.ShouldBe(entries.Length);
            });

    [Fact]
    public void Row_ThatIsRemovedOrExtraOrWrong_IsAlwaysFound() =>
        Entries
            .Select(Gen.Int[0, 100], Gen.Bool, Gen.Bool, (entry, at, coin, wrong) => (entry, at, coin, wrong))
            .Sample(drawn =>
            {
                (JournalEntry entry, int at, bool coin, bool wrong) = drawn;
                RowState[] states = Faithful(entry, coin);
                int broken = at % states.Length;
                states[broken] =
                    wrong ? RowState.Wrong
                    : states[broken] == RowState.Applied ? RowState.NotApplied
                    : RowState.Applied;

                // A one-row transaction in flight may be flipped. Every other change is a violation.
                bool legal = !wrong && states.Length == 1 && JournalProof.ClassOf(entry, Target, Target) == JournalClass.InFlight;
                var proof = new JournalProof(Target, Target);
                proof.Judge(entry, states);

                proof.Finish().Violations.ShouldBe(legal ? 0 : 1);
            });

    [Theory]
    [InlineData(-2_000_000, -1, JournalClass.AcknowledgedBefore)]
    [InlineData(-2_000_000, 0, JournalClass.InFlight)]
    [InlineData(-1, 1, JournalClass.InFlight)]
    [InlineData(-1, null, JournalClass.InFlight)]
    [InlineData(0, 1, JournalClass.SentAfter)]
    [InlineData(0, null, JournalClass.SentAfter)]
    [InlineData(1_000_000, 1_000_001, JournalClass.SentAfter)]
    public void Class_AtTheBoundary_IsByTheMicrosecond(int sent, int? acknowledged, JournalClass expected) =>
        JournalProof
            .ClassOf(
                new JournalEntry(
                    "a",
                    "k",
                    Target.AddMicroseconds(sent),
                    acknowledged is { } at ? Target.AddMicroseconds(at) : null,
                    [Row(0, false)]
                ),
                Target,
                Target
            )
            .ShouldBe(expected);

    [Theory]
    [InlineData(-2_000_000, -1, JournalClass.AcknowledgedBefore)]
    [InlineData(-1, 1, JournalClass.InFlight)]
    [InlineData(1, 2, JournalClass.InFlight)] // shipped behind the last heartbeat, or not
    [InlineData(499_999, null, JournalClass.InFlight)]
    [InlineData(500_000, 500_001, JournalClass.SentAfter)] // the log had been read by then
    public void Class_ForLatest_LeavesOpenWhatTheLogMayHold(int sent, int? acknowledged, JournalClass expected)
    {
        var entry = new JournalEntry(
            "a",
            "k",
            Target.AddMicroseconds(sent),
            acknowledged is { } at ? Target.AddMicroseconds(at) : null,
            [Row(0, false)]
        );

        JournalProof.ClassOf(entry, Target, Target.AddMicroseconds(500_000)).ShouldBe(expected);
        JournalProof
            .ClassOf(entry, Target, leavesOutFrom: null)
            .ShouldBe(expected == JournalClass.SentAfter ? JournalClass.InFlight : expected);
    }

    [Fact]
    public void State_OfAnInsertedRow_NeedsExactlyOneWithItsValues()
    {
        JournalRow row = Row(0, update: false);

        JournalProof.StateOf(row, []).ShouldBe(RowState.NotApplied);
        JournalProof.StateOf(row, [Observed("new")]).ShouldBe(RowState.Applied);
        JournalProof.StateOf(row, [Observed("torn")]).ShouldBe(RowState.Wrong);
        JournalProof.StateOf(row, [Observed("new"), Observed("new")]).ShouldBe(RowState.Wrong);
        JournalProof.StateOf(row, [new Dictionary<string, string?>()]).ShouldBe(RowState.Wrong);
    }

    [Fact]
    public void State_OfAnUpdatedRow_IsItsFormerOrItsNewValuesAndNeverMissing()
    {
        JournalRow row = Row(0, update: true);

        JournalProof.StateOf(row, []).ShouldBe(RowState.Wrong);
        JournalProof.StateOf(row, [Observed("new")]).ShouldBe(RowState.Applied);
        JournalProof.StateOf(row, [Observed(null)]).ShouldBe(RowState.NotApplied);
        JournalProof.StateOf(row, [Observed("other")]).ShouldBe(RowState.Wrong);
    }

    [Fact]
    public void Journal_WithNothingBeforeT_ProvesNothing()
    {
        var proof = new JournalProof(Target, Target);
        proof.Judge(new JournalEntry("a", "k", Target, null, [Row(0, false)]), [RowState.NotApplied]);

        JournalProofReport report = proof.Finish();

        report.Violations.ShouldBe(0);
        report.IsProven.ShouldBeFalse();
    }

    [Fact]
    public void Violations_BeyondTheLimit_AreCountedAndNotNamed()
    {
        var proof = new JournalProof(Target, Target, violationsNamed: 3);
        for (int i = 0; i < 10; i++)
        {
            proof.Judge(
                new JournalEntry($"a{i}", "k", Target.AddSeconds(-2), Target.AddSeconds(-1), [Row(0, false)]),
                [RowState.NotApplied]
            );
        }

        JournalProofReport report = proof.Finish();

        report.Violations.ShouldBe(10);
        report.FirstViolations.Select(violation => violation.Id).ShouldBe(["a0", "a1", "a2"]);
        report.AcknowledgedBefore.Violated.ShouldBe(10);
    }

    [Fact]
    public void Line_WrittenAndRead_IsTheSameEntry() =>
        Entries.Sample(entry =>
        {
            string line = JournalLine.Write(entry with { Id = "trf-1" });

            line.ShouldNotContain('\n');
            JournalLine.Write(JournalLine.Read(line, 1)).ShouldBe(line);
        });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"id\":\"trf-1\",\"kind\":\"pay\"")]
    [InlineData("{\"id\":\"trf-1\"}")]
    public void Line_ThatIsCut_IsAnErrorWithItsNumber(string line) =>
        Should.Throw<JournalUnreadableException>(() => JournalLine.Read(line, 42)).Message.ShouldContain("Line 42");

    private static RowState[] Faithful(JournalEntry entry, bool coin)
    {
        JournalClass kind = JournalProof.ClassOf(entry, Target, Target);
        bool there = kind == JournalClass.AcknowledgedBefore || (kind == JournalClass.InFlight && coin);
        return [.. entry.Rows.Select(_ => there ? RowState.Applied : RowState.NotApplied)];
    }

    private static JournalRow Row(int i, bool update) =>
        new(
            "tabMember",
            new Dictionary<string, string> { ["name"] = $"MEM-{i}" },
            new Dictionary<string, string?> { ["status"] = "new" },
            update ? new Dictionary<string, string?> { ["status"] = null } : null
        );

    private static Dictionary<string, string?> Observed(string? status) => new() { ["status"] = status };
}
