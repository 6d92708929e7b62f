using System.Diagnostics;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Replays the log onto a target, from the database set's coordinates to the plan's end. The replayer checks everything before its
/// first write, which creates the cursor. After any failure the replay can run again: it resumes at the cursor.
/// </summary>
public sealed class BinlogReplayer(
    IObjectStore store,
    MariaDbEndpoint target,
    MariaDbAccount account,
    ReplayOptions options,
    IProgressSink progress
)
{
    // Base64 makes BINLOG text a third longer than its events. The slack is for the statement around the text.
    private const int PacketSlack = 64 * 1024;
    private const int IndexIsCorrupt = 1034;

    /// <param name="planKey">Key of the plan in the store. The cursor records it.</param>
    /// <exception cref="EventSchedulerOnException"/>
    /// <exception cref="TargetSettingException"/>
    /// <exception cref="SetNotImportedException"/>
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="CursorLostException"/>
    /// <exception cref="OtherPlanOnTargetException"/>
    /// <exception cref="IndexDoesNotFitRowException"/>
    /// <exception cref="SystemTimeZoneException"/>
    /// <exception cref="UnknownTimeZoneException"/>
    /// <exception cref="TargetPacketTooSmallException"/>
    /// <exception cref="ReplayInDoubtException"/>
    /// <exception cref="ReplayStoppedShortException"/>
    /// <exception cref="SegmentDamagedException"/>
    /// <exception cref="UnreplayableChangeException"/>
    /// <exception cref="ServerDiskFullException"/>
    public Task<ReplayReport> ReplayAsync(RestorePlan plan, string planKey, CancellationToken cancellationToken) =>
        ServerLog.RunAsync(
            target,
            account,
            () => DiskWatch.RunAsync(target, account, () => CheckAndReplayAsync(plan, planKey, cancellationToken), cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Reads the plan's log, and checks that a replay onto this target can apply it. Changes nothing. It can run before the import, so that
    /// nothing is imported in vain.
    /// </summary>
    /// <exception cref="EventSchedulerOnException"/>
    /// <exception cref="TargetSettingException"/>
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="SystemTimeZoneException"/>
    /// <exception cref="UnknownTimeZoneException"/>
    /// <exception cref="TargetPacketTooSmallException"/>
    /// <exception cref="SegmentDamagedException"/>
    /// <exception cref="UnreplayableChangeException"/>
    public async Task<LogCheckReport> CheckAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await GrantCheck.RequireAsync(connection, account, RequiredGrants.Target, cancellationToken);
        await CheckTargetAsync(connection, cancellationToken);
        DatabaseManifest set = await SetReader.ReadManifestAsync(store, plan.Set, cancellationToken);
        EstateFilter filter = await EstateFilter.ReadAsync(connection, set, cancellationToken);
        (PlannedLogCheck check, _, _) = await CheckLogAsync(connection, plan, filter, cancellationToken);
        return new LogCheckReport(check.Bytes, Stopwatch.GetElapsedTime(began).TotalSeconds, check.PassedOver.Texts, check.Findings);
    }

    private async Task<ReplayReport> CheckAndReplayAsync(RestorePlan plan, string planKey, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        // Closed in the opposite order: first the connection that the replay works on, then the one that puts the settings back.
        await using MariaDbConnection keeper = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await using var settings = new NotedSettings(keeper, TargetSession.LockName);
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        await GrantCheck.RequireAsync(connection, account, RequiredGrants.Target, cancellationToken);
        await TargetSession.LockAsync(connection, options.LockWait, cancellationToken);
        await settings.BeginAsync(cancellationToken);
        await CheckTargetAsync(connection, cancellationToken);
        await ImportedSetCheck.RequireAsync(connection, plan.DatabaseSetId, cancellationToken);
        DatabaseManifest set = await SetReader.ReadManifestAsync(store, plan.Set, cancellationToken);
        EstateFilter filter = await EstateFilter.ReadAsync(connection, set, cancellationToken);
        (PlannedLogCheck check, SourceZones zones, long limit) = await CheckLogAsync(connection, plan, filter, cancellationToken);
        await TargetSession.PrepareAsync(connection, plan.SourceVariables, zones, cancellationToken);
        ReplayCursor? found = await ImportedSetCheck.FindCursorAsync(connection, plan.DatabaseSetId, cancellationToken);
        if (found is not null)
        {
            ResumeCheck.Require(found, planKey);
        }

        ReplayCursor cursor = found ?? await BeginAsync(connection, plan, planKey, check.PassedOver.Texts, cancellationToken);
        var applier = new LogApplier(connection, cursor, options, zones, filter, Math.Min(limit - PacketSlack, 512L * 1024 * 1024));
        await SourceRowFormat.ApplyAsync(settings, plan.SourceVariables, cursor.RowFormatBefore, cancellationToken);
        long bytes = await ApplyAsync(plan, applier, zones, cancellationToken);
        await settings.PutBackAsync(cancellationToken);

        // A statement of the log may have been the last on this session, with its settings.
        await connection.ExecuteAsync(StatementSession.Baseline(zones.Rows), cancellationToken);
        await RoleAdministration.LetRootGrantAsync(connection, cancellationToken);
        IReadOnlyList<string> warnings =
        [
            .. await ReplayedDefiners.SettleAsync(connection, set, cancellationToken),
            .. await PastEvents.DisableAsync(connection, plan.Target, cancellationToken),
        ];
        return new ReplayReport(
            plan.ReplayFrom,
            applier.Cursor.Place,
            found?.Place,
            applier.Cursor.Transactions,
            bytes,
            applier.Batches,
            applier.Bracketed,
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            applier.Cursor.HeartbeatAt,
            cursor.PassedOver,
            warnings,
            check.Findings
        );
    }

    private static async Task CheckTargetAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        await TargetSession.CheckEventsAsync(connection, cancellationToken);
        await TargetSettings.RequireAsync(connection, TargetSettings.OfReplays, cancellationToken);
    }

    private async Task<(PlannedLogCheck Check, SourceZones Zones, long PacketLimit)> CheckLogAsync(
        MariaDbConnection connection,
        RestorePlan plan,
        EstateFilter filter,
        CancellationToken cancellationToken
    )
    {
        var check = new PlannedLogCheck(store, plan, filter, progress);
        await check.RunAsync(cancellationToken);
        long limit = await TargetSession.ReadPacketLimitAsync(connection, cancellationToken);
        long needed =
            (Math.Max(check.LargestEventBytes, (long)options.BatchBytes + options.BufferedTransactionBytes) * 4 / 3) + PacketSlack;
        return needed > limit
            ? throw new TargetPacketTooSmallException(limit, needed)
            : (check, await SourceZones.SettleAsync(connection, check.Zones, plan.SourceVariables, cancellationToken), limit);
    }

    private static async Task<ReplayCursor> BeginAsync(
        MariaDbConnection connection,
        RestorePlan plan,
        string planKey,
        IReadOnlyList<string> passedOver,
        CancellationToken cancellationToken
    )
    {
        var cursor = new ReplayCursor(
            planKey,
            plan.ReplayFrom,
            false,
            null,
            0,
            await SourceRowFormat.ReadAsync(connection, cancellationToken),
            passedOver
        );
        await ReplayCursorTable.CreateAsync(connection, cursor, cancellationToken);
        return cursor;
    }

    private async Task<long> ApplyAsync(RestorePlan plan, LogApplier applier, SourceZones zones, CancellationToken cancellationToken)
    {
        long bytes = 0;
        bool isMixed = false;
        while (true)
        {
            try
            {
                bytes += await ApplyFromCursorAsync(plan, applier, isMixed, cancellationToken);
                return bytes;
            }
            catch (MixedTransactionException)
            {
                // A large transaction writes to a table without transactions. The server rolled it back; apply it again, now bracketed.
                applier.Abandon();
                isMixed = true;
            }
            catch (ServerErrorException refused) when (refused.Number == IndexIsCorrupt)
            {
                throw new IndexDoesNotFitRowException(refused.WhatHappened, zones.Rows);
            }
        }
    }

    private async Task<long> ApplyFromCursorAsync(
        RestorePlan plan,
        LogApplier applier,
        bool firstIsMixed,
        CancellationToken cancellationToken
    )
    {
        long bytes = 0;
        await using var log = new PlannedLog(store, plan, applier.Cursor.Place);
        var grouper = new TransactionGrouper(log.File);
        string file = "";
        while (await log.ReadAsync(Stopping()))
        {
            if (log.File != file)
            {
                file = log.File;
                grouper = new TransactionGrouper(file);
                await applier.BeginFileAsync(log.Format!, cancellationToken);
            }

            BinlogEvent current = log.Current;
            bytes += current.Raw.Length;
            switch (grouper.Take(current))
            {
                case TransactionStep.Begins:
                    applier.Begin(grouper, file, firstIsMixed);
                    firstIsMixed = false;
                    break;
                case TransactionStep.Within:
                    await applier.AddAsync(current, Stopping());
                    break;
                case TransactionStep.Ends:
                    await applier.EndAsync(current, Stopping());
                    progress.Report("replay", Math.Min(bytes, plan.ReplayBytes), plan.ReplayBytes, "bytes");
                    break;
                case TransactionStep.Outside:
                    break;
            }
        }

        await applier.FinishAsync(log.File, log.Position, cancellationToken);
        return bytes;

        CancellationToken Stopping() => applier.MustGoOn ? CancellationToken.None : cancellationToken;
    }
}

/// <summary>
/// A row of the log needs an index entry that the target's index does not have. One cause is an index on a VIRTUAL column that is
/// computed from a TIMESTAMP. Its entries depend on the time zone of the session that wrote the row. Row events do not name that zone,
/// and a dump does not contain the index. The failed change left nothing behind.
/// </summary>
public sealed class IndexDoesNotFitRowException(string serverSaid, string zone)
    : PermanentException(
        $"An index of the target does not match a row of the log. The replay applied the row in time zone '{zone}'. {serverSaid}",
        "if the table has an index on a VIRTUAL column computed from a TIMESTAMP, drop that index on the target "
            + "(SET sql_log_bin=0; ALTER TABLE … DROP KEY …), replay again, then add the index; "
            + "otherwise the target's server or disk is at fault: restore onto a fresh instance."
    );

/// <summary>The target's packet limit is too small for the log's largest change. Checked before any write.</summary>
public sealed class TargetPacketTooSmallException(long limit, long needed)
    : PermanentException(
        $"The target's max_allowed_packet is {limit} bytes. "
            + $"The largest change in the log, or a full batch of changes, needs {needed} bytes.",
        "start the target with max_allowed_packet=1G."
    );
