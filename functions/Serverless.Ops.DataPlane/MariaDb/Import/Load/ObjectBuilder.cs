using Serverless.Ops.DataPlane.MariaDb.Import.Target;
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

    /// <summary>Makes all other objects. Call it after rows and keys.</summary>
    public async Task BuildOthersAsync(CancellationToken cancellationToken)
    {
        var order = new BuildOrder(manifest.Objects, manifest.Definers ?? [], manifest.DefinersLackingRights ?? []);
        await RunAsync(order.BeforeViews, cancellationToken);
        await BuildViewsAsync(order.Views, cancellationToken);
        await RunAsync(order.AfterViews, cancellationToken);
        await RoleAdministration.LetRootGrantAsync(connection, cancellationToken);
    }

    private async Task RunAsync(IEnumerable<BuildStep> steps, CancellationToken cancellationToken)
    {
        foreach (BuildStep step in steps)
        {
            await RunAsync(step, cancellationToken);
        }
    }

    // In the manifest's order every view should succeed at once. The dump finds that order by names, which can mislead it.
    // So a view that lacks another view is tried again in the next round.
    private async Task BuildViewsAsync(IReadOnlyList<BuildStep> views, CancellationToken cancellationToken)
    {
        List<BuildStep> left = [.. views];
        while (left.Count > 0)
        {
            var waiting = new List<BuildStep>();
            foreach (BuildStep view in left)
            {
                try
                {
                    await RunAsync(view, cancellationToken);
                }
                catch (ServerErrorException missing) when (missing.Number is 1146 or 1356 && left.Count > 1)
                {
                    waiting.Add(view);
                }
            }

            if (waiting.Count == left.Count)
            {
                await RunAsync(waiting[0], cancellationToken);
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

    private Task RunAsync(SchemaObject item, IEnumerable<string> statements, CancellationToken cancellationToken) =>
        RunAsync(new BuildStep($"{item.Kind} {item.Name}", item, statements), cancellationToken);

    private async Task RunAsync(BuildStep step, CancellationToken cancellationToken)
    {
        connection.Activity = $"making {step.What}";
        if (step.Item is { } item)
        {
            if (item.Schema.Length > 0)
            {
                await connection.ExecuteAsync($"USE {SqlQuote.Name(item.Schema)}", cancellationToken);
            }

            await connection.ExecuteAsync(ObjectSession.Enter(item, manifest.SnapshotAt), cancellationToken);
        }

        foreach (string statement in step.Statements)
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }

        if (step.Item is not null)
        {
            await connection.ExecuteAsync(
                "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', timestamp=DEFAULT, time_zone='+00:00', NAMES utf8mb4",
                cancellationToken
            );
        }

        connection.Activity = $"granting rights on {step.What}";
        foreach (string grant in step.Then)
        {
            await connection.ExecuteAsync(grant, cancellationToken);
        }
    }
}
