using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>Makes a set's views, routines, triggers, events, sequences, accounts and the rest, each in the session it was made in.</summary>
internal sealed class ObjectBuilder(MariaDbConnection connection, DatabaseManifest manifest)
{
    private const int NoLibrary = 1126;
    private const int NoSuchFunctionInLibrary = 1127;

    /// <summary>What belongs to no database, first of all: a library that the target lacks is better known before the rows go in than after.</summary>
    /// <exception cref="IncompatibleTargetException">The target has no such library.</exception>
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
                throw new IncompatibleTargetException($"library of function {function.Name}", "loaded", $"not there ({missing.Message})");
            }
        }

        await BuildAsync([ForeignServerReader.Kind], cancellationToken);
    }

    /// <summary>Sequences: before tables, whose defaults may use them.</summary>
    public Task BuildSequencesAsync(CancellationToken cancellationToken) => BuildAsync(["sequence"], cancellationToken);

    /// <summary>All the others: after rows and keys. Accounts first exist, then get their grants, which may name each other and all objects.</summary>
    public async Task BuildOthersAsync(CancellationToken cancellationToken)
    {
        SchemaObject[] accounts = Of("account");
        foreach (SchemaObject account in accounts)
        {
            await RunAsync(account, account.Statements.Take(1), cancellationToken);
        }

        await BuildAsync(["function", "procedure", "package", "package body"], cancellationToken);
        await BuildViewsAsync(cancellationToken);
        await BuildAsync(["trigger", "event"], cancellationToken);
        foreach (SchemaObject account in accounts)
        {
            await RunAsync(account, account.Statements.Skip(1), cancellationToken);
        }

        await BuildAsync(["grants"], cancellationToken);
        await RoleAdministration.LetRootGrantAsync(connection, cancellationToken);
    }

    // In the manifest's order they should all succeed; where a name misled it, those that wait for another come again.
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
