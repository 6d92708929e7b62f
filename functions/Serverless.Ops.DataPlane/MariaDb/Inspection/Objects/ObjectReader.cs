using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Reads everything but base tables, each object as the statements that create it. After an import the same reader reads the target,
/// so that source and target can be compared word by word.
/// </summary>
internal sealed class ObjectReader(MariaDbConnection connection, IReadOnlyList<SchemaEntry> schemas)
{
    private readonly List<SchemaObject> objects = [];

    /// <summary>Views, triggers, routines and events. Sequences and accounts have readers of their own.</summary>
    public async Task<IReadOnlyList<SchemaObject>> ReadAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "reading views, triggers, routines and events";
        await ReadRoutinesAsync(cancellationToken);
        await ReadViewsAsync(cancellationToken);
        await ReadTriggersAsync(cancellationToken);
        await ReadEventsAsync(cancellationToken);
        return objects;
    }

    private async Task ReadRoutinesAsync(CancellationToken cancellationToken)
    {
        foreach (
            string?[] routine in await connection.QueryStringsAsync(
                $"SELECT db, name, type FROM mysql.proc WHERE db NOT IN {Schemas.OfServer} ORDER BY db, type, name",
                cancellationToken
            )
        )
        {
            (string schema, string name, string kind) = (routine[0]!, routine[1]!, routine[2]!);
            string?[] made = await ShowAsync(kind, schema, name, cancellationToken);
            Add(kind.ToLowerInvariant(), schema, name, [Required(made[2], kind, schema, name)], made[1]!, made[3]!, made[4]!, made[5]!);
        }
    }

    private async Task ReadViewsAsync(CancellationToken cancellationToken)
    {
        var views = new List<SchemaObject>();
        foreach (
            string?[] view in await connection.QueryStringsAsync(
                $"SELECT table_schema, table_name FROM information_schema.views WHERE table_schema NOT IN {Schemas.OfServer} ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            (string schema, string name) = (view[0]!, view[1]!);
            connection.Activity = $"reading the definition of view {SqlQuote.Name(schema, name)}";
            string?[] made = (await connection.QueryStringsAsync($"SHOW CREATE VIEW {SqlQuote.Name(schema, name)}", cancellationToken))[0];
            if ((await connection.QueryStringsAsync("SHOW WARNINGS", cancellationToken)).Any(warning => warning[1] == "1356"))
            {
                throw new CannotCarryException(
                    $"View {SqlQuote.Name(schema, name)}",
                    "it refers to a table, column or function that does not exist",
                    "repair the view, or drop it."
                );
            }

            views.Add(new SchemaObject("view", schema, name, [made[1]!], "", made[2]!, made[3]!));
        }

        objects.AddRange(ViewOrder.Sort(views));
    }

    // Ordered as the triggers fire.
    private async Task ReadTriggersAsync(CancellationToken cancellationToken)
    {
        foreach (
            string?[] trigger in await connection.QueryStringsAsync(
                $"""
                SELECT trigger_schema, trigger_name FROM information_schema.triggers WHERE trigger_schema NOT IN {Schemas.OfServer}
                ORDER BY trigger_schema, event_object_table, action_timing, event_manipulation, action_order
                """,
                cancellationToken
            )
        )
        {
            (string schema, string name) = (trigger[0]!, trigger[1]!);
            string?[] made = await ShowAsync("TRIGGER", schema, name, cancellationToken);
            Add("trigger", schema, name, [Required(made[2], "TRIGGER", schema, name)], made[1]!, made[3]!, made[4]!, made[5]!);
        }
    }

    private async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        foreach (
            string?[] item in await connection.QueryStringsAsync(
                $"SELECT event_schema, event_name FROM information_schema.events WHERE event_schema NOT IN {Schemas.OfServer} "
                    + "ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            (string schema, string name) = (item[0]!, item[1]!);
            string?[] made = await ShowAsync("EVENT", schema, name, cancellationToken);
            Add(
                "event",
                schema,
                name,
                [$"SET time_zone = {SqlQuote.Text(made[2]!)}", Required(made[3], "EVENT", schema, name)],
                made[1]!,
                made[4]!,
                made[5]!,
                made[6]!
            );
        }
    }

    private async Task<string?[]> ShowAsync(string kind, string schema, string name, CancellationToken cancellationToken)
    {
        connection.Activity = $"reading the definition of {kind.ToLowerInvariant()} {SqlQuote.Name(schema, name)}";
        return (await connection.QueryStringsAsync($"SHOW CREATE {kind} {SqlQuote.Name(schema, name)}", cancellationToken))[0];
    }

    private static string Required(string? statement, string kind, string schema, string name) =>
        statement
        ?? throw new CannotCarryException(
            $"{kind} {SqlQuote.Name(schema, name)}",
            "the server does not show its statement",
            "give ops_dump SELECT on mysql.proc."
        );

    // An object keeps the collation that its database had when the object was created. The database may have another one now.
    private void Add(
        string kind,
        string schema,
        string name,
        string[] statements,
        string sqlMode,
        string characterSet,
        string collation,
        string schemaCollation
    )
    {
        string now = schemas.First(entry => entry.Name == schema).Collation;
        IReadOnlyList<string> all =
            schemaCollation == now
                ? statements
                :
                [
                    $"ALTER DATABASE {SqlQuote.Name(schema)} COLLATE {schemaCollation}",
                    .. statements,
                    $"ALTER DATABASE {SqlQuote.Name(schema)} COLLATE {now}",
                ];
        if (!characterSet.StartsWith("utf8", StringComparison.Ordinal) && statements.Any(statement => !Ascii.IsValid(statement)))
        {
            throw new CannotCarryException(
                $"{kind} {SqlQuote.Name(schema, name)}",
                $"it was created by a client with character set {characterSet} and has letters beyond ASCII",
                "create it again with a client of character set utf8mb4."
            );
        }

        objects.Add(new SchemaObject(kind, schema, name, all, sqlMode, characterSet, collation));
    }
}
