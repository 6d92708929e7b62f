using System.Diagnostics;
using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Verify;

/// <summary>
/// Compares a restored target with a later database set that was taken at the same place of the log. The dump of that set read the source.
/// The target got there by an older set and the log. So if both are equal, dump, shipping, import and replay together lost and changed
/// nothing. See docs/adr/0016-a-set-proves-the-chain.md.
/// </summary>
public sealed class SetVerification(
    IObjectStore store,
    MariaDbEndpoint target,
    MariaDbAccount account,
    ReplayOptions options,
    IProgressSink progress
)
{
    /// <summary>Name of the report below restores/&lt;estate&gt;/&lt;run-id&gt;/.</summary>
    public const string ReportName = "set-report.json";

    /// <param name="setId">The set to compare with; not the set that was imported.</param>
    /// <returns>The report of a target that matches. The report is stored also if the target differs.</returns>
    /// <exception cref="EventSchedulerOnException"/>
    /// <exception cref="SetNotImportedException"/>
    /// <exception cref="CursorLostException"/>
    /// <exception cref="OtherPlanOnTargetException"/>
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="TargetNotAtSetException">The target stands at another place of the log than the set.</exception>
    /// <exception cref="SetMismatchException">The target differs from the set.</exception>
    public async Task<SetReport> VerifyAsync(
        RestorePlan plan,
        string planKey,
        string runId,
        string setId,
        CancellationToken cancellationToken
    )
    {
        long began = Stopwatch.GetTimestamp();
        DatabaseManifest set = await SetReader.ReadManifestAsync(store, plan.Estate, setId, cancellationToken);
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await TargetSession.CheckEventsAsync(connection, cancellationToken);
        RequireSamePlace(plan, await FindPlaceAsync(connection, plan, planKey, cancellationToken), set);
        ComparedServer compared = await new SetComparison(
            target,
            account,
            options.CountConnections,
            progress,
            "compare with the set"
        ).RunAsync(connection, set, StateOrigin.Replay, cancellationToken);
        var report = new SetReport(
            runId,
            planKey,
            plan.DatabaseSetId,
            set.SetId,
            set.Coordinates,
            compared.IsEqual,
            compared.Rows,
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            compared.Tables,
            set.Objects.Count,
            compared.Objects,
            [.. compared.Warnings]
        );
        string key = new StoreKeys(plan.Estate).Restore(runId, ReportName);
        string? notStored = await store.PutReportAsync(key, report, SetReportJson.Default.SetReport, cancellationToken);
        return !report.Good ? throw new SetMismatchException(key, plan.DatabaseSetId, set.SetId, compared.Differences, notStored)
            : notStored is null ? report
            : report with { Warnings = [.. report.Warnings, notStored] };
    }

    private static async Task<BinlogCoordinates> FindPlaceAsync(
        MariaDbConnection connection,
        RestorePlan plan,
        string planKey,
        CancellationToken cancellationToken
    )
    {
        ReplayCursor cursor =
            await ImportedSetCheck.FindCursorAsync(connection, plan.DatabaseSetId, cancellationToken)
            ?? throw new TargetNotAtSetException("no place at all: nothing was replayed on it", "");
        return cursor.PlanKey != planKey ? throw new OtherPlanOnTargetException(cursor.PlanKey, planKey)
            : cursor.IsApplying ? throw new TargetNotAtSetException($"{Text(cursor.Place)}, in the middle of a change", "")
            : cursor.Place;
    }

    // Between two transactions the position may differ, because some events are outside of transactions. The GTID position then tells.
    private static void RequireSamePlace(RestorePlan plan, BinlogCoordinates place, DatabaseManifest set)
    {
        bool isSame =
            plan.Lineage.IsSameAs(set.Lineage)
            && GtidPosition.Parse(place.Gtid).ToString() == GtidPosition.Parse(set.Coordinates.Gtid).ToString()
            && (place.Gtid.Length > 0 || (place.File, place.Position) == (set.Coordinates.File, set.Coordinates.Position));
        if (!isSame)
        {
            throw new TargetNotAtSetException(
                $"{Text(place)} of lineage {plan.Lineage}",
                $"Set {set.SetId} was taken at {Text(set.Coordinates)} of lineage {set.Lineage}."
            );
        }
    }

    private static string Text(BinlogCoordinates place) => $"{place.File}:{place.Position} ({place.Gtid})";
}

/// <summary>A restored target, compared with a set. Stored as <c>restores/&lt;estate&gt;/&lt;run-id&gt;/set-report.json</c>.</summary>
/// <param name="RestoredFrom">The set that was imported.</param>
/// <param name="SetId">The set that the target was compared with.</param>
/// <param name="Place">The place of both in the log.</param>
/// <param name="ObjectsCompared">Number of the set's objects that are not tables.</param>
/// <param name="Objects">Differences of everything that is not a table, in words.</param>
/// <param name="Warnings">Differences that do not make the target bad, each with its table.</param>
public sealed record SetReport(
    string RunId,
    string PlanKey,
    string RestoredFrom,
    string SetId,
    BinlogCoordinates Place,
    bool Good,
    long Rows,
    double Seconds,
    IReadOnlyList<TableVerdict> Tables,
    int ObjectsCompared,
    IReadOnlyList<string> Objects,
    IReadOnlyList<string> Warnings
);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(SetReport))]
internal sealed partial class SetReportJson : JsonSerializerContext;

/// <summary>The target stands at another place of the log than the set. A comparison would find differences that mean nothing.</summary>
public sealed class TargetNotAtSetException(string place, string ofSet)
    : PermanentException(
        $"The target stands at {place}. {ofSet}".TrimEnd(),
        "plan the restore with the set's coordinates as the target (BackUpDatabase returns them as binlogFile:binlogPosition) "
            + "and an older set as 'set', import and replay that plan, then compare."
    );

/// <summary>A restore by an older set and the log differs from the newer set. One of dump, shipping, import and replay is wrong.</summary>
/// <param name="notStored">Why the report was not stored; null when it was.</param>
public sealed class SetMismatchException(
    string reportKey,
    string restoredFrom,
    string setId,
    IReadOnlyList<string> differences,
    string? notStored
)
    : PermanentException(
        $"Set {restoredFrom} and the log up to set {setId} do not give the state of set {setId}. They differ in "
            + $"{differences.Count} places: {ReportedDifferences.List(differences, notStored)}.",
        $"{ReportedDifferences.WhereAll(reportKey, notStored)}; until the cause is known, restore from set {setId} or a later set; "
            + "keep both sets and this target, and report it."
    );
