using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>The JSON of every request and result: two lines for each function.
/// <see cref="JobsSerializer"/> sets the options for names and missing members, because Lambda's serializer ignores options that are
/// set here.</summary>
[JsonSerializable(typeof(DescribeRuntimeRequest))]
[JsonSerializable(typeof(DescribeRuntimeResult))]
[JsonSerializable(typeof(PointSiteRequest))]
[JsonSerializable(typeof(PointSiteResult))]
[JsonSerializable(typeof(CheckWorkflowsRequest))]
[JsonSerializable(typeof(CheckWorkflowsResult))]
[JsonSerializable(typeof(ProveDrillRequest))]
[JsonSerializable(typeof(ProveDrillResult))]
[JsonSerializable(typeof(MeasureDrillRequest))]
[JsonSerializable(typeof(MeasureDrillResult))]
[JsonSerializable(typeof(BackUpDatabaseRequest))]
[JsonSerializable(typeof(BackUpDatabaseResult))]
[JsonSerializable(typeof(CheckBinlogsRequest))]
[JsonSerializable(typeof(CheckBinlogsResult))]
[JsonSerializable(typeof(ImportDatabaseRequest))]
[JsonSerializable(typeof(ImportDatabaseResult))]
[JsonSerializable(typeof(VerifyImportRequest))]
[JsonSerializable(typeof(VerifyImportResult))]
[JsonSerializable(typeof(ShipBinlogsRequest))]
[JsonSerializable(typeof(ShipReport))]
[JsonSerializable(typeof(PlanRestoreRequest))]
[JsonSerializable(typeof(PlanRestoreResult))]
[JsonSerializable(typeof(ReplayBinlogsRequest))]
[JsonSerializable(typeof(ReplayBinlogsResult))]
[JsonSerializable(typeof(VerifyReplayRequest))]
[JsonSerializable(typeof(VerifyReplayResult))]
[JsonSerializable(typeof(VerifyAgainstSetRequest))]
[JsonSerializable(typeof(VerifyAgainstSetResult))]
internal sealed partial class JobsJson : JsonSerializerContext;
