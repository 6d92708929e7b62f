using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Functions.Jobs;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>The JSON of results is a contract: state machines and scripts read it.</summary>
public sealed class JobsJsonTests
{
    [Fact]
    public void ShipBinlogs_WhoseResultIsTheReport_WritesTheContractAndNothingElse()
    {
        var report = new ShipReport
        {
            RunId = "r",
            SetId = "20261122T100000Z-binlog",
            Bytes = 3_000_000,
            Segments = 2,
            Transactions = 42,
            Seconds = 2,
            ShippedThrough = new DateTimeOffset(2026, 11, 22, 10, 0, 7, TimeSpan.Zero),
            TimestampAnomalies = 1,
            Warnings = ["torn"],
            From = new BinlogCoordinates("mysql-bin.000001", 4, ""),
            To = new BinlogCoordinates("mysql-bin.000002", 4711, "0-1-42"),
        };

        Written(report)
            .ShouldBe(
                """{"runId":"r","setId":"20261122T100000Z-binlog","bytes":3000000,"segments":2,"transactions":42,"seconds":2"""
                    + ""","megabytesPerSecond":1.5,"shippedThrough":"2026-11-22T10:00:07Z","timestampAnomalies":1,"warnings":["torn"]}"""
            );
    }

    [Fact]
    public void PlanRestore_WritesTheFieldsThatTheStateMachineReads_AlsoWhenTheyAreNullOrZero()
    {
        var result = new PlanRestoreResult
        {
            RunId = "r",
            PlanKey = "plans/fern/r.json",
            Target = new DateTimeOffset(2026, 11, 22, 10, 0, 7, TimeSpan.Zero),
            DatabaseSetId = "20261122T100000Z-database",
            ReplayTo = "mysql-bin.000002:4711",
            Gtid = "0-1-42",
            Segments = 0,
            ImportTextBytes = 0,
            ReplayBytes = 0,
            ExpectedLossSeconds = 0,
            Warnings = 0,
        };

        Written(result).ShouldEndWith(""","warnings":0,"olderSet":null}""");
    }

    public static TheoryData<Type, string> Results() =>
        new()
        {
            {
                typeof(BackUpDatabaseResult),
                "SetId ManifestKey SnapshotAt BinlogFile BinlogPosition Gtid Tables Rows TextBytes StoredBytes Seconds MegabytesPerSecond "
                    + "CommitsBlockedSeconds NonTransactionalBlockedSeconds Restarts NotCarried"
            },
            {
                typeof(ShipReport),
                "RunId SetId Bytes Segments Transactions Seconds MegabytesPerSecond ShippedThrough TimestampAnomalies Warnings"
            },
            {
                typeof(PlanRestoreResult),
                "RunId PlanKey Target DatabaseSetId ReplayTo Gtid Segments ImportTextBytes ReplayBytes ExpectedLossSeconds "
                    + "Warnings OlderSet"
            },
            { typeof(CheckBinlogsResult), "RunId PlanKey Bytes Seconds PassedOver MorePassedOver Findings" },
            { typeof(ImportDatabaseResult), "SetId Tables Rows TextBytes StoredBytes Seconds MegabytesPerSecond Parts Warnings" },
            { typeof(VerifyImportResult), "SetId ReportKey Tables Objects Rows Seconds MegabytesPerSecond Warnings" },
            {
                typeof(ReplayBinlogsResult),
                "RunId PlanKey Transactions Bytes Seconds MegabytesPerSecond ReachedAt PassedOver Warnings MoreWarnings Findings Resumed"
            },
            {
                typeof(VerifyReplayResult),
                "RunId ReportKey ReachedAt Gtid Transactions TablesCounted TablesNotCounted "
                    + "RowsCounted RowsNotCounted TablesOfLogCounted Warnings HeartbeatAt SecondsFromHeartbeatToTarget"
            },
            { typeof(VerifyAgainstSetResult), "RestoredFrom SetId ReportKey Tables Objects Rows Seconds Warnings" },
            { typeof(ProveDrillResult), "ProofKey Restored LeftOut InFlight" },
            { typeof(PointSiteResult), "SiteUrl" },
            { typeof(CheckWorkflowsResult), "ReportKey Verdict Workflows" },
            { typeof(MeasureDrillResult), "Verdict Reason EvidenceKey" },
            { typeof(DescribeRuntimeResult), "Version Runtime Architecture IsNative Functions Store WorkingSetBytes ManagedBytes" },
        };

    [Theory]
    [MemberData(nameof(Results))]
    public void Result_OfEachJob_HasTheFieldsOfTheContractInTheirOrder(Type result, string fields) =>
        result
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })
            .Select(property => property.Name)
            .ShouldBe(fields.Split(' '));

    private static string Written<T>(T result)
    {
        using var written = new MemoryStream();
        new JobsSerializer().Serialize(result, written);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
