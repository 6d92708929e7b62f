using System.Text.Json;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Drills.Report;
using Serverless.Ops.Domain.Gate;

namespace Serverless.Ops.Domain.Tests.Drills.Judging;

public sealed class DrillJudgeTests
{
    [Fact]
    public void Drill_WithEverythingInOrder_IsProvenAndMeasured()
    {
        DrillEvidence evidence = DrillJudge.Judge(SampleDrills.Proven());

        evidence.Reasons.ShouldBeEmpty();
        evidence.Verdict.ShouldBe(Verdict.Good);
        evidence.TimeToRestore.Measured.ShouldBe(TimeSpan.FromSeconds(37.5));
        evidence.DataLoss.Measured.ShouldBe(TimeSpan.FromSeconds(2));
        evidence.Objects["account"].ShouldBe(2);
        evidence.Tables.Count.ShouldBe(10);
    }

    public static TheoryData<string, string> Defects() =>
        new()
        {
            { "failure", "ended with DigestMismatchException" },
            { "plan", "no restore plan" },
            { "no import", "import was not compared" },
            { "bad import", "does not equal set" },
            { "import of another set", "does not equal set" },
            { "a table not compared", "9 of 10 tables" },
            { "rows not compared", "112258 of 112259 rows" },
            { "no manifest", "could not be read" },
            { "no replay", "The end of the replay was not verified" },
            { "short replay", "ended at mysql-bin.000002:991230" },
            { "proof", "was not compared with the restored rows" },
            { "other target", "the plan's T is" },
            { "violations", "3 transactions or rows disprove" },
            { "empty journal", "proves nothing" },
            { "nothing replayed", "Nothing was replayed" },
            { "a table not counted", "is right in 8 tables and unknown in 1, but the set has 10 tables" },
            { "nothing counted", "no table's number of rows could be compared" },
            { "long replay without a heartbeat", "without a heartbeat" },
            { "nothing restored after the set", "from after the database set was restored" },
            { "no acknowledgement restored", "from after the database set was restored" },
            { "nothing sent after T", "no transaction sent after T" },
            { "latest far behind", "was requested, and the store held everything up to 2026-11-22T12:00:39Z" },
            { "latest a moment behind", "was requested, and the store held everything up to 2026-11-22T12:00:30.000001Z" },
            { "latest with too much lost", "1:10:00 of data would have been lost" },
            { "a workflow left out", "'encryption key' was not checked" },
            { "a workflow twice", "'login' is reported 2 times" },
            { "no gate", "gate was not reached" },
            { "empty gate", "gate was not reached" },
            { "failed workflow", "'payment entry' failed: the balance did not move" },
            { "suspect workflow", "'payment entry' is suspect" },
            { "too slow", "The restore took 5:00:00" },
            { "too much lost", "2:00:00 of data would have been lost" },
        };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Drill_WithADefect_IsNotProvenAndSaysWhy(string defect, string expected)
    {
        DrillInputs good = SampleDrills.Proven();
        DrillInputs inputs = defect switch
        {
            "failure" => good with { Failure = new DrillFailure("DigestMismatchException", "tabMember") },
            "plan" => good with { Plan = null },
            "no import" => good with { Import = null },
            "bad import" => good with { Import = good.Import! with { Good = false } },
            "import of another set" => good with { Import = good.Import! with { SetId = "20261121T020000Z-00000000" } },
            "a table not compared" => good with { Import = good.Import! with { Tables = 9 } },
            "rows not compared" => good with { Import = good.Import! with { Rows = 112_258 } },
            "no manifest" => good with { Manifest = null },
            "no replay" => good with { Replay = null },
            "short replay" => good with { Replay = good.Replay! with { Reached = good.Replay.Reached with { Position = 991_230 } } },
            "proof" => good with { Proof = null },
            "other target" => good with { Proof = good.Proof! with { Target = SampleDrills.Target.AddSeconds(1) } },
            "violations" => good with { Proof = good.Proof! with { Violations = 3 } },
            "empty journal" => good with { Proof = good.Proof! with { AcknowledgedBefore = new JournalCounts(0, 0, 0) } },
            "a table not counted" => good with { Replay = good.Replay! with { TablesCounted = 8 } },
            "nothing counted" => good with { Replay = good.Replay! with { TablesCounted = 0, TablesNotCounted = 10 } },
            "nothing replayed" => good with { Replay = good.Replay! with { Transactions = 0 } },
            "long replay without a heartbeat" => good with
            {
                Replay = good.Replay! with { HeartbeatAt = null },
                Manifest = good.Manifest! with { SnapshotAt = SampleDrills.Target.AddMinutes(-21) },
            },
            "nothing restored after the set" => good with { Proof = good.Proof! with { LastRestoredAt = good.Manifest!.SnapshotAt } },
            "no acknowledgement restored" => good with { Proof = good.Proof! with { LastRestoredAt = null } },
            "nothing sent after T" => good with { Proof = good.Proof! with { SentAfter = new JournalCounts(0, 0, 0) } },
            "latest far behind" => SampleDrills.Latest(recoverableTo: SampleDrills.Target.AddSeconds(9)),
            "latest a moment behind" => SampleDrills.Latest(recoverableTo: SampleDrills.Target.AddMicroseconds(1)),
            "latest with too much lost" => SampleDrills.Latest(recoverableTo: SampleDrills.Target) is var latest
                ? latest with
                {
                    Timeline = latest.Timeline! with
                    {
                        DestroyedAt = SampleDrills.Target.AddMinutes(70),
                        ReopenedAt = SampleDrills.Target.AddMinutes(71),
                    },
                }
                : good,
            "a workflow left out" => good with
            {
                Workflows = good.Workflows! with { Workflows = [.. good.Workflows.Workflows.SkipLast(1)] },
            },
            "a workflow twice" => good with
            {
                Workflows = good.Workflows! with { Workflows = [.. good.Workflows.Workflows, good.Workflows.Workflows[0]] },
            },
            "no gate" => good with { Workflows = null },
            "empty gate" => good with { Workflows = good.Workflows! with { Workflows = [] } },
            "failed workflow" => WithWorkflow(good, Verdict.Failed),
            "suspect workflow" => WithWorkflow(good, Verdict.Suspect),
            "too slow" => good with { Timeline = good.Timeline! with { ReopenedAt = good.Timeline.DestroyedAt!.Value.AddHours(5) } },
            _ => good with { Timeline = good.Timeline! with { RecoverableTo = good.Timeline.DestroyedAt!.Value.AddHours(-2) } },
        };

        DrillEvidence evidence = DrillJudge.Judge(inputs);

        evidence.Verdict.ShouldBe(Verdict.Failed);
        evidence.Reasons.ShouldContain(reason => reason.Contains(expected, StringComparison.Ordinal), string.Join('\n', evidence.Reasons));
    }

    [Fact]
    public void Latest_ToTheEndOfWhatTheStoreHeld_LosesWhatCameAfterT()
    {
        DrillEvidence evidence = DrillJudge.Judge(SampleDrills.Latest(recoverableTo: SampleDrills.Target));

        evidence.Reasons.ShouldBeEmpty();
        evidence.DataLoss.Measured.ShouldBe(TimeSpan.FromSeconds(11));
        evidence.ReplayTo.ShouldNotBeNull().Gtid.ShouldBe(SampleDrills.Proven().Plan!.ReplayTo.Gtid);
    }

    [Fact]
    public void Heartbeat_InAShortReplay_IsNotDemanded()
    {
        DrillInputs good = SampleDrills.Proven();

        DrillJudge.Judge(good with { Replay = good.Replay! with { HeartbeatAt = null } }).Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Attempts_ThatWereRetried_AreBlockersOfAProvenDrill()
    {
        DrillInputs good = SampleDrills.Proven() with
        {
            FailedAttempts =
            [
                new("ImportDatabase", "ServerGoneException", true),
                new("ImportDatabase", "ServerGoneException", true),
                new("CheckWorkflows", "States.Timeout", true),
            ],
        };

        DrillEvidence evidence = DrillJudge.Judge(good);

        evidence.IsProven.ShouldBeTrue();
        evidence.Blockers.ShouldBe([
            "ImportDatabase failed with ServerGoneException and was tried again, 2 times.",
            "CheckWorkflows failed with States.Timeout and was tried again, once.",
        ]);
    }

    [Fact]
    public void Attempt_ThatEndedTheRestore_IsABlockerByItsState()
    {
        DrillInputs failed = SampleDrills.Proven() with
        {
            FailedAttempts = [new("ReplayBinlogs", "JobStoppedException", true), new("ReplayBinlogs", "ReplayInDoubtException", false)],
            Failure = new DrillFailure("ReplayInDoubtException", "{}"),
        };

        DrillJudge
            .Judge(failed)
            .Blockers.ShouldBe([
                "ReplayBinlogs failed with JobStoppedException and was tried again, once.",
                "ReplayBinlogs ended the restore with ReplayInDoubtException.",
            ]);
        DrillJudge.Judge(failed with { FailedAttempts = [] }).Blockers.ShouldBe(["ReplayInDoubtException ended the restore."]);
    }

    [Fact]
    public void Part_ThatTookMostOfTheTime_IsNamedAndBlocksOnlyAPromiseThatWasNotKept()
    {
        DrillInputs good = SampleDrills.Proven();
        DrillTimeline timeline = good.Timeline!;
        DateTimeOffset lost = timeline.DestroyedAt!.Value;
        DrillInputs Taking(TimeSpan import) =>
            good with
            {
                Timeline = timeline with
                {
                    Parts = [new DrillPart("ImportDatabase", lost, lost + import)],
                    ReopenedAt = lost + import + TimeSpan.FromMinutes(30),
                },
            };

        DrillJudge.Judge(good).SlowestPart.ShouldBeNull();
        DrillEvidence kept = DrillJudge.Judge(Taking(TimeSpan.FromHours(2)));
        (kept.SlowestPart, kept.Blockers.Count).ShouldBe(("ImportDatabase", 0));
        DrillJudge.Judge(Taking(TimeSpan.FromHours(4))).Blockers.ShouldBe(["ImportDatabase took 4:00:00 of the restore time of 4:30:00."]);
    }

    [Fact]
    public void History_ThatCouldNotBeRead_IsAWarningAndTheEvidenceStays()
    {
        DrillEvidence evidence = DrillJudge.Judge(SampleDrills.Proven() with { HistoryWarning = "no history: AccessDenied" });

        evidence.IsProven.ShouldBeTrue();
        evidence.Warnings.ShouldContain("no history: AccessDenied");
    }

    [Fact]
    public void Drill_ThatFailedBeforeAnything_IsStillMeasured()
    {
        DrillInputs nothing = new()
        {
            DrillId = "d",
            RunId = "d",
            Asked = "latest",
            StartedAt = SampleDrills.Target,
            MeasuredAt = SampleDrills.Target.AddSeconds(1),
            Failure = new DrillFailure("NoBackupSetBeforeTargetException"),
            Sha256 = new Dictionary<string, string>(),
        };

        DrillEvidence evidence = DrillJudge.Judge(nothing);

        evidence.IsProven.ShouldBeFalse();
        evidence.TimeToRestore.Measured.ShouldBeNull();
        DrillReport.Render(evidence).ShouldContain("not proven");
    }

    [Fact]
    public void Evidence_WrittenAndRead_IsTheSame()
    {
        string json = JsonSerializer.Serialize(DrillJudge.Judge(SampleDrills.Proven()), DrillJson.Default.DrillEvidence);

        json.ShouldContain("\"verdict\": \"good\"");
        JsonSerializer
            .Serialize(JsonSerializer.Deserialize(json, DrillJson.Default.DrillEvidence)!, DrillJson.Default.DrillEvidence)
            .ShouldBe(json);
    }

    private static DrillInputs WithWorkflow(DrillInputs good, Verdict verdict) =>
        good with
        {
            Workflows = good.Workflows! with
            {
                Workflows =
                [
                    .. good.Workflows.Workflows.Take(3),
                    new WorkflowVerdict("payment entry", verdict, "the balance did not move", TimeSpan.FromSeconds(1)),
                ],
            },
        };
}
