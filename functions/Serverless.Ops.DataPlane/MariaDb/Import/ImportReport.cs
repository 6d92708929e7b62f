using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>What a verification found: restores/&lt;run-id&gt;/import-report.json.</summary>
/// <param name="Objects">Differences of databases, views, triggers, routines, events, sequences, accounts, grants, servers and library functions, in words.</param>
/// <param name="NotCarried">What the set's source had and the set has not, in words: no fault, but a person may miss it.</param>
/// <param name="Warnings">What differs and does not make the target bad, with its table: stored generated columns that came out other than on the
/// source; and what has to be done before the target serves production. Null in a report of an earlier version.</param>
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

/// <summary>One table of the target against the manifest. Good when <paramref name="Differences"/> is empty.</summary>
/// <param name="Warnings">What is not as on the source, and can be computed again: no reason to stop a restore, and no equality.</param>
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
