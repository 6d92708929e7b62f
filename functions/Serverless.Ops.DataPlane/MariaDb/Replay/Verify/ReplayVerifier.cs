using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Reconciliation;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Verify;

/// <summary>
/// Compares the target's cursor and heartbeat row with the plan, and each table's number of rows with set and log.
/// </summary>
public sealed class ReplayVerifier(
    IObjectStore store,
    MariaDbEndpoint target,
    MariaDbAccount account,
    ReplayOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    /// <summary>Name of the report below restores/&lt;estate&gt;/&lt;run-id&gt;/.</summary>
    public const string ReportName = "replay-report.json";

    /// <exception cref="EventSchedulerOnException"/>
    /// <exception cref="SetNotImportedException"/>
    /// <exception cref="CursorLostException"/>
    /// <exception cref="ReplayStoppedShortException">
    /// The cursor, its GTID or the heartbeat row does not match the plan's end or the requested target.
    /// </exception>
    /// <exception cref="RowsDifferException">A table has more or fewer rows than expected. The report is stored all the same.</exception>
    public async Task<(string Key, ReplayVerdict Verdict)> VerifyAsync(
        RestorePlan plan,
        string planKey,
        string runId,
        CancellationToken cancellationToken
    )
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await TargetSession.CheckEventsAsync(connection, cancellationToken);
        ReplayCursor cursor =
            await ImportedSetCheck.FindCursorAsync(connection, plan.DatabaseSetId, cancellationToken)
            ?? throw new ReplayStoppedShortException(Text(plan.ReplayTo), "no place at all: nothing was replayed");
        if (cursor.PlanKey != planKey)
        {
            throw new OtherPlanOnTargetException(cursor.PlanKey, planKey);
        }

        BinlogCoordinates planned = plan.ReplayTo with { Gtid = GtidPosition.Parse(plan.ReplayTo.Gtid).ToString() };
        if (cursor.IsApplying || cursor.Place != planned)
        {
            throw new ReplayStoppedShortException(
                Text(planned),
                Text(cursor.Place) + (cursor.IsApplying ? ", in the middle of a change" : "")
            );
        }

        // The plan was computed from the request. This compares the target with the request itself, in case the plan is wrong.
        if (RestoreTarget.Parse(plan.Asked).Place is GtidTarget asked && !asked.IsMetBy(GtidPosition.Parse(cursor.Place.Gtid)))
        {
            throw new ReplayStoppedShortException(asked.ToString(), Text(cursor.Place));
        }

        await CheckHeartbeatAsync(connection, cursor, cancellationToken);
        var findings = new FindingsByFile();
        IReadOnlyList<TableCounted> tables = await new RowReconciliation(
            store,
            target,
            account,
            options.CountConnections,
            progress
        ).RunAsync(plan, findings, cancellationToken);
        var coverage = RowCoverage.Of(tables, cursor.HeartbeatAt is not null);
        var verdict = new ReplayVerdict(
            runId,
            planKey,
            time.GetUtcNow(),
            plan.Target,
            planned,
            cursor.Place,
            cursor.Transactions,
            cursor.HeartbeatAt,
            ToTarget(plan, cursor),
            [
                .. plan.Warnings,
                .. await PastEvents.ReadAsync(connection, cancellationToken),
                .. coverage.Warning is { } warning ? (string[])[warning] : [],
            ],
            cursor.PassedOver,
            tables,
            coverage,
            findings.Texts
        );
        string key = new StoreKeys(plan.Estate).Restore(runId, ReportName);
        string? notStored = await store.PutReportAsync(key, verdict, ReplayVerdictJson.Default.ReplayVerdict, cancellationToken);
        string[] differences =
        [
            .. tables
                .Where(table => table.Differs)
                .Select(table =>
                    table.Rows is { } rows
                        ? $"{table.Table} has {rows} rows instead of {table.Expected}"
                        : $"{table.Table} is missing, with {table.Expected} rows"
                ),
        ];
        return differences.Length > 0 ? throw new RowsDifferException(key, differences, notStored)
            : notStored is null ? (key, verdict)
            : (key, verdict with { Warnings = [.. verdict.Warnings, notStored] });
    }

    // The replay restored this row like any other. If it holds the log's last heartbeat, data and cursor stand at the same place.
    private static async Task CheckHeartbeatAsync(MariaDbConnection connection, ReplayCursor cursor, CancellationToken cancellationToken)
    {
        if (cursor.HeartbeatAt is not { } expected)
        {
            return;
        }

        IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
            "SELECT at FROM serverless_ops.heartbeat WHERE id = 1",
            cancellationToken
        );
        string text = expected.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        if (rows.Count != 1 || rows[0][0] != text)
        {
            throw new ReplayStoppedShortException(
                $"the heartbeat of {WholeSecond.Text(expected)}",
                $"the heartbeat row '{(rows.Count == 1 ? rows[0][0] : "(none)")}'"
            );
        }
    }

    // For a place in the log, Target is a whole second. The last heartbeat can lie within that second: this counts as zero.
    private static TimeSpan? ToTarget(RestorePlan plan, ReplayCursor cursor) =>
        cursor.HeartbeatAt is not { } beat ? null
        : plan.Target > beat ? plan.Target - beat
        : TimeSpan.Zero;

    private static string Text(BinlogCoordinates place) => $"{place.File}:{place.Position} ({place.Gtid})";
}
