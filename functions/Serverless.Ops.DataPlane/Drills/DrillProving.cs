using MySqlConnector;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>Compares the journal of a drill with the restored database of this host. Stores the proof, also if it fails.</summary>
public sealed class DrillProving(IObjectStore store, MariaDbEndpoint database, MariaDbAccount account, IProgressSink progress)
{
    public const string ReportName = "proof.json";
    private const string Activity = "the journal was proven";
    private const uint StatementSeconds = 30;

    /// <returns>The proof and its key.</returns>
    /// <exception cref="PlaceNotProvableException">The target of the plan is a place in the log.</exception>
    /// <exception cref="DrillDisprovedException">The journal disproves the restore. The proof is stored.</exception>
    public async Task<(string Key, JournalProofReport Report)> ProveAsync(
        string drillId,
        RestorePlan plan,
        string journalKey,
        CancellationToken cancellationToken
    )
    {
        var keys = new StoreKeys(plan.Estate);
        if (!journalKey.StartsWith(keys.Drills, StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                $"The journal '{journalKey}' is not of a drill of the estate '{plan.Estate}'.",
                $"give the key of this drill's journal; it begins with {keys.Drills}."
            );
        }

        PlaceNotProvableException.ThrowIfPlace(RestoreTarget.Parse(plan.Asked));
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, plan.Set, cancellationToken);
        ILookup<string, string> schemas = manifest.Tables.ToLookup(table => table.Name, table => table.Schema, StringComparer.Ordinal);

        JournalProofReport report = await SqlSession.RunAsync(
            database,
            account,
            Activity,
            StatementSeconds,
            connection => ProveAsync(connection, schemas, journalKey, plan, cancellationToken),
            cancellationToken
        );
        string key = keys.Drill(drillId, ReportName);
        await store.PutJsonAsync(key, report, DrillJson.Default.JournalProofReport, WriteCondition.None, cancellationToken);
        return report.IsProven ? (key, report) : throw new DrillDisprovedException(key, report);
    }

    private Task<JournalProofReport> ProveAsync(
        MySqlConnection connection,
        ILookup<string, string> schemas,
        string journalKey,
        RestorePlan plan,
        CancellationToken cancellationToken
    ) =>
        new JournalProver(connection, table => schemas[table].ToArray() is [var only] ? only : null, progress).ProveAsync(
            token => store.OpenReadAsync(journalKey, ReadOptions.Whole, token),
            plan.Target,
            // Older plans lack this time. For a second, it is T.
            plan.LeavesOutFrom
                ?? RestoreTarget.Parse(plan.Asked).At,
            cancellationToken
        );
}
