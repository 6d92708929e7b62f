using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>The findings of a verification, stored as restores/&lt;estate&gt;/&lt;run-id&gt;/import-report.json.</summary>
/// <param name="TextBytes">INSERT text of the set, in bytes.</param>
/// <param name="ObjectsCompared">Number of the set's objects that are not tables.</param>
/// <param name="Objects">
/// Differences of databases, views, triggers, routines, events, sequences, accounts, grants, servers and library functions, in words.
/// </param>
/// <param name="NotCarried">In words, what the source had and the set does not have. This is no fault, but a person may miss it.</param>
/// <param name="Warnings">
/// Differences that do not make the target bad, each with its table: stored generated columns whose values differ from the source's. Also
/// the work that a person must do before the target serves production. Null in a report of an earlier version.
/// </param>
public sealed record ImportReport(
    string RunId,
    string SetId,
    bool Good,
    long Rows,
    long TextBytes,
    double Seconds,
    double MegabytesPerSecond,
    IReadOnlyList<TableVerdict> Tables,
    int ObjectsCompared,
    IReadOnlyList<string> Objects,
    IReadOnlyList<string> NotCarried,
    IReadOnlyList<string>? Warnings
);

/// <summary>One table of the target, compared with the manifest. The table is good if <paramref name="Differences"/> is empty.</summary>
/// <param name="Warnings">Values that differ from the source's but can be computed again. They do not stop a restore.</param>
public sealed record TableVerdict(
    string Table,
    long Rows,
    string RowsDigest,
    IReadOnlyList<string> Differences,
    IReadOnlyList<string> Warnings
);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ImportResult))]
public sealed partial class ImportReportJson : JsonSerializerContext;
