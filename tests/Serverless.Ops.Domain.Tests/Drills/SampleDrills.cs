using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Tests.Drills;

/// <summary>A proven drill. Tests change or remove parts of it.</summary>
internal static class SampleDrills
{
    public static readonly DateTimeOffset Target = new(2026, 11, 22, 12, 0, 30, TimeSpan.Zero);

    public static DrillInputs Proven()
    {
        var lineage = new Lineage("6f9619ff-8b86-d011-b42d-00cf4fc964ff", 101, Target.AddHours(-9));
        var begin = new BinlogCoordinates("mysql-bin.000002", 4711, "0-101-9");
        return new DrillInputs
        {
            DrillId = "drill-20261122",
            RunId = "drill-20261122",
            Asked = "2026-11-22T12:00:30Z",
            StartedAt = Target.AddSeconds(12),
            MeasuredAt = Target.AddSeconds(60),
            Plan = new RestorePlan
            {
                Format = 1,
                RunId = "drill-20261122",
                Estate = "fern",
                PlannedAt = Target.AddSeconds(13),
                Asked = "2026-11-22T12:00:30Z",
                Target = Target,
                Lineage = lineage,
                DatabaseSetId = "20261122T115950Z-0a1b2c3d",
                ReplayFrom = begin,
                ReplayTo = begin with { Position = 991_231 },
                Segments = [],
                ExpectedLoss = TimeSpan.Zero,
                Warnings = [],
                ImportTextBytes = 48_000_000,
                ReplayBytes = 6_200_000,
            },
            Manifest = new DatabaseManifest
            {
                Format = 1,
                SetId = "20261122T115950Z-0a1b2c3d",
                RunId = "b",
                Estate = "fern",
                StartedAt = Target.AddSeconds(-40),
                SnapshotAt = Target.AddSeconds(-39),
                FinishedAt = Target.AddSeconds(-36),
                Lineage = lineage,
                Coordinates = begin,
                Server = new ServerDescription("10.11.19-MariaDB-log", new Dictionary<string, string>()),
                Schemas = [new SchemaEntry("_9c1d5b3a7f2e4680", "utf8mb4", "utf8mb4_unicode_ci")],
                Tables =
                [
                    Table("tabMember", 21_601, 14_200_000),
                    Table("tabStatus Suggestion", 21_601, 6_100_000),
                    Table("tabPayment Entry", 14_400, 5_000_000),
                    Table("tabPayment Entry Reference", 21_600, 4_800_000),
                    Table("tabMedia Request", 9_600, 7_900_000),
                    Table("tabVersion", 12_000, 8_300_000),
                    Table("__global_search", 9_601, 1_300_000, "MyISAM"),
                    Table("tabError Log", 1_200, 700_000, "MyISAM"),
                    Table("tabSessions", 612, 90_000),
                    Table("__Auth", 44, 9_000),
                ],
                Objects =
                [
                    Object("view", "open_suggestions"),
                    Object("trigger", "member_email_lower"),
                    Object("procedure", "clear_old_sessions"),
                    Object("function", "member_balance"),
                    Object("event", "expire_sessions"),
                    Object("sequence", "media_request_id_seq"),
                    Object("account", "a@%"),
                    Object("account", "b@localhost"),
                ],
                LockCost = new LockCost(TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(61), ["tabError Log"]),
                Restarts = 0,
            },
            Timeline = new DrillTimeline
            {
                Format = 1,
                DrillId = "drill-20261122",
                Estate = "fern",
                StartedAt = Target.AddSeconds(-50),
                DestroyedAt = Target.AddSeconds(11),
                RecoverableTo = Target.AddSeconds(9),
                ReopenedAt = Target.AddSeconds(48.5),
                Parts =
                [
                    Part("BackUpDatabase", -40, -35.6, 48_400_000, 112_259),
                    Part("ShipBinlogs", -30, -29.1, 2_100_000),
                    Part("ShipBinlogs", 9.2, 10.1, 4_500_000),
                    Part("PlanRestore", 12.1, 12.4),
                    Part("LaunchInstance", 12.4, 17.9),
                    Part("ImportDatabase", 18, 27.3, 48_400_000, 112_259),
                    Part("VerifyImport", 27.3, 29.9, 48_400_000, 112_259),
                    Part("ReplayBinlogs", 30, 34.8, 6_200_000, null, 7_421),
                    Part("VerifyReplay", 34.8, 35.1),
                    Part("ProveDrill", 35.1, 38.6),
                    Part("PointSite", 38.7, 38.9),
                    Part("CheckWorkflows", 39, 39.9),
                ],
            },
            Import = new ImportFinding("20261122T115950Z-0a1b2c3d", Good: true, 10, 112_259, 48_400_000, 8),
            Replay = new ReplayFinding(begin with { Position = 991_231 }, 7_421, Target.AddSeconds(-3), 9, 1),
            Proof = new JournalProofReport
            {
                Format = 1,
                Target = Target,
                AcknowledgedBefore = new JournalCounts(7_405, 0, 0),
                InFlight = new JournalCounts(4, 2, 0),
                SentAfter = new JournalCounts(0, 2_431, 0),
                LastRestoredAt = Target.AddMilliseconds(-3.412),
                FirstLostAt = Target.AddMilliseconds(5.127),
                Violations = 0,
                FirstViolations = [],
            },
            Workflows = new WorkflowReport
            {
                Format = 1,
                RunId = "drill-20261122",
                SiteUrl = new Uri("http://127.0.0.1:8080"),
                StartedAt = Target.AddSeconds(39),
                FinishedAt = Target.AddSeconds(39.9),
                Workflows =
                [
                    new WorkflowVerdict("login", Verdict.Good, "signed in as gate@fern.example", TimeSpan.FromMilliseconds(112)),
                    new WorkflowVerdict(
                        "member search",
                        Verdict.Good,
                        "the search for 'Gate Keeper' found MEM-GATE among 1 members",
                        TimeSpan.FromMilliseconds(18)
                    ),
                    new WorkflowVerdict(
                        "status approval",
                        Verdict.Good,
                        "SUG-GATE reads back as Approved, with its version",
                        TimeSpan.FromMilliseconds(44)
                    ),
                    new WorkflowVerdict(
                        "payment entry",
                        Verdict.Good,
                        "ACC-PAY-2026-15871 reads back with its reference; the balance rose by 12.34",
                        TimeSpan.FromMilliseconds(51)
                    ),
                    new WorkflowVerdict(
                        "media feed",
                        Verdict.Good,
                        "20 requests and 20 files, newest MED-001",
                        TimeSpan.FromMilliseconds(9)
                    ),
                    new WorkflowVerdict(
                        "encryption key",
                        Verdict.Good,
                        "the site decrypts the known secret with its encryption_key",
                        TimeSpan.FromMilliseconds(4)
                    ),
                ],
            },
            Sha256 = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["drills/fern/drill-20261122/journal.jsonl"] = new string('a', 64),
                ["plans/fern/drill-20261122.json"] = new string('b', 64),
            },
        };
    }

    /// <summary>The same drill, with latest as its target.</summary>
    public static DrillInputs Latest(DateTimeOffset recoverableTo)
    {
        DrillInputs good = Proven();
        return good with
        {
            Asked = "latest",
            Plan = good.Plan! with { Asked = "latest", ExpectedLoss = TimeSpan.FromSeconds(12) },
            Timeline = good.Timeline! with { RecoverableTo = recoverableTo },
        };
    }

    private static TableEntry Table(string name, long rows, long bytes, string engine = "InnoDB") =>
        new("_9c1d5b3a7f2e4680", name, engine, engine == "InnoDB", "create table", ["name"], rows, bytes, new string('0', 32), []);

    private static SchemaObject Object(string kind, string name) => new(kind, "_9c1d5b3a7f2e4680", name, ["create"], "", "", "");

    private static DrillPart Part(string name, double from, double to, long? bytes = null, long? rows = null, long? transactions = null) =>
        new(name, Target.AddSeconds(from), Target.AddSeconds(to), bytes, rows, transactions);
}
