using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Makes a set's views, routines, triggers, events, sequences, accounts and all other objects. Each is made with the session settings
/// under which the source made it.
/// </summary>
internal sealed class ObjectBuilder(MariaDbConnection connection, DatabaseManifest manifest)
{
    private const int NoLibrary = 1126;
    private const int NoSuchFunctionInLibrary = 1127;

    /// <summary>
    /// Makes library functions and server definitions, which belong to no database. Call it first: a missing library then ends the import
    /// before the rows are loaded, not after.
    /// </summary>
    /// <exception cref="IncompatibleTargetException">The target lacks a library, or a function in it.</exception>
    public async Task BuildServerWideAsync(CancellationToken cancellationToken)
    {
        foreach (SchemaObject function in Of(LibraryFunctionReader.Kind))
        {
            try
            {
                await RunAsync(function, function.Statements, cancellationToken);
            }
            catch (ServerErrorException missing) when (missing.Number is NoLibrary or NoSuchFunctionInLibrary)
            {
                throw new IncompatibleTargetException($"library of function {function.Name}", "loaded", $"missing ({missing.Message})");
            }
        }

        await BuildAsync([ForeignServerReader.Kind], cancellationToken);
    }

    /// <summary>Makes sequences. Call it before tables are made, because defaults of columns may use sequences.</summary>
    public Task BuildSequencesAsync(CancellationToken cancellationToken) => BuildAsync(["sequence"], cancellationToken);

    /// <summary>
    /// Makes all other objects. Call it after rows and keys. All accounts are made before the first grant, because grants may name
    /// other accounts and any object.
    /// </summary>
    public async Task BuildOthersAsync(CancellationToken cancellationToken)
    {
        SchemaObject[] accounts = Of("account");
        foreach (SchemaObject account in accounts)
        {
            await RunAsync(account, account.Statements.Take(1), cancellationToken);
        }

        await BuildDefinersAsync(DefinerAccounts.BeforeObjects, cancellationToken);
        await BuildAsync(["function", "procedure", "package", "package body"], cancellationToken);
        await BuildViewsAsync(cancellationToken);
        await BuildAsync(["trigger", "event"], cancellationToken);
        foreach (SchemaObject account in accounts)
        {
            await RunAsync(account, account.Statements.Skip(1), cancellationToken);
        }

        await BuildDefinersAsync(DefinerAccounts.AfterObjects, cancellationToken);
        await BuildAsync(["grants"], cancellationToken);
        await RoleAdministration.LetRootGrantAsync(connection, cancellationToken);
    }

    private async Task BuildDefinersAsync(Func<DefinerEntry, IEnumerable<string>> statements, CancellationToken cancellationToken)
    {
        foreach (DefinerEntry definer in manifest.Definers ?? [])
        {
            connection.Activity = $"making definer {definer.Account}";
            foreach (string statement in statements(definer))
            {
                await connection.ExecuteAsync(statement, cancellationToken);
            }
        }
    }

    // In the manifest's order every view should succeed at once. The dump finds that order by names, which can mislead it.
    // So a view that lacks another view is tried again in the next round.
    private async Task BuildViewsAsync(CancellationToken cancellationToken)
    {
        List<SchemaObject> left = [.. Of("view")];
        while (left.Count > 0)
        {
            var waiting = new List<SchemaObject>();
            foreach (SchemaObject view in left)
            {
                try
                {
                    await RunAsync(view, view.Statements, cancellationToken);
                }
                catch (ServerErrorException missing) when (missing.Number is 1146 or 1356 && left.Count > 1)
                {
                    waiting.Add(view);
                }
            }

            if (waiting.Count == left.Count)
            {
                await RunAsync(waiting[0], waiting[0].Statements, cancellationToken);
            }

            left = waiting;
        }
    }

    private SchemaObject[] Of(string kind) => [.. manifest.Objects.Where(item => item.Kind == kind)];

    private async Task BuildAsync(string[] kinds, CancellationToken cancellationToken)
    {
        foreach (SchemaObject item in kinds.SelectMany(Of))
        {
            await RunAsync(item, item.Statements, cancellationToken);
        }
    }

    private async Task RunAsync(SchemaObject item, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        connection.Activity = $"making {item.Kind} {item.Name}";
        if (item.Schema.Length > 0)
        {
            await connection.ExecuteAsync($"USE {SqlQuote.Name(item.Schema)}", cancellationToken);
        }

        await connection.ExecuteAsync(ObjectSession.Enter(item, manifest.SnapshotAt), cancellationToken);
        foreach (string statement in statements)
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }

        await connection.ExecuteAsync(
            "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', timestamp=DEFAULT, time_zone='+00:00', NAMES utf8mb4",
            cancellationToken
        );
    }
}
