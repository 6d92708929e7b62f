using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Reads everything but base tables, each object as the statements that create it. After an import the same reader reads the target,
/// so that source and target can be compared word by word. Definitions are read as bytes: the server would convert them to the session's
/// character set, and write ? for each byte that it cannot convert.
/// </summary>
internal sealed class ObjectReader(MariaDbConnection connection, IReadOnlyList<SchemaEntry> schemas)
{
    private readonly List<SchemaObject> objects = [];

    /// <summary>Views, triggers, routines and events. Sequences and accounts have readers of their own.</summary>
    public async Task<IReadOnlyList<SchemaObject>> ReadAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "reading views, triggers, routines and events";
        await connection.ExecuteAsync("SET SESSION character_set_results=NULL", cancellationToken);
        await ReadRoutinesAsync(cancellationToken);
        await ReadViewsAsync(cancellationToken);
        await ReadTriggersAsync(cancellationToken);
        await ReadEventsAsync(cancellationToken);
        await connection.ExecuteAsync("SET SESSION character_set_results=utf8mb4", cancellationToken);
        return objects;
    }

    private async Task ReadRoutinesAsync(CancellationToken cancellationToken)
    {
        foreach (
            byte[]?[] routine in await connection.QueryBytesAsync(
                "SELECT db, name, type, CONCAT(name, definer, comment, returns) FROM mysql.proc "
                    + $"WHERE db NOT IN {Schemas.OfServer} ORDER BY db, type, name",
                cancellationToken
            )
        )
        {
            string kind = Text(routine[2]);
            var definition = new ShownDefinition(kind, Text(routine[0]), Text(routine[1]), OfServer: routine[3]!);
            byte[]?[] made = await ShowAsync(definition, cancellationToken);
            Add(definition, [], made[2], Text(made[1]), Text(made[3]), Text(made[4]), Text(made[5]));
        }
    }

    private async Task ReadViewsAsync(CancellationToken cancellationToken)
    {
        var views = new List<SchemaObject>();
        foreach (
            byte[]?[] view in await connection.QueryBytesAsync(
                $"SELECT table_schema, table_name FROM information_schema.views WHERE table_schema NOT IN {Schemas.OfServer} ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            (string schema, string name) = (Text(view[0]), Text(view[1]));
            byte[]?[] made = await ShowAsync(new ShownDefinition("VIEW", schema, name, []), cancellationToken);
            if ((await connection.QueryStringsAsync("SHOW WARNINGS", cancellationToken)).Any(warning => warning[1] == "1356"))
            {
                throw new CannotCarryException(
                    $"View {SqlQuote.Name(schema, name)}",
                    "it refers to a table, column or function that does not exist",
                    "repair the view, or drop it."
                );
            }

            string characterSet = Text(made[2]);
            string statement = ObjectStatement.Of(made[1]!, characterSet);
            views.Add(new SchemaObject("view", schema, name, [statement], "", characterSet, Text(made[3])));
        }

        objects.AddRange(ViewOrder.Sort(views));
    }

    // Ordered as the triggers fire.
    private async Task ReadTriggersAsync(CancellationToken cancellationToken)
    {
        foreach (
            byte[]?[] trigger in await connection.QueryBytesAsync(
                $"""
                SELECT trigger_schema, trigger_name, definer FROM information_schema.triggers WHERE trigger_schema NOT IN {Schemas.OfServer}
                ORDER BY trigger_schema, event_object_table, action_timing, event_manipulation, action_order
                """,
                cancellationToken
            )
        )
        {
            var definition = new ShownDefinition("TRIGGER", Text(trigger[0]), Text(trigger[1]), OfServer: trigger[2]!);
            byte[]?[] made = await ShowAsync(definition, cancellationToken);
            Add(definition, [], made[2], Text(made[1]), Text(made[3]), Text(made[4]), Text(made[5]));
        }
    }

    private async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        foreach (
            byte[]?[] item in await connection.QueryBytesAsync(
                "SELECT event_schema, event_name, CONCAT(event_name, definer, event_comment) FROM information_schema.events "
                    + $"WHERE event_schema NOT IN {Schemas.OfServer} ORDER BY 1, 2",
                cancellationToken
            )
        )
        {
            var definition = new ShownDefinition("EVENT", Text(item[0]), Text(item[1]), OfServer: item[2]!);
            byte[]?[] made = await ShowAsync(definition, cancellationToken);
            string zone = $"SET time_zone = {SqlQuote.Text(Text(made[2]))}";
            Add(definition, [zone], made[3], Text(made[1]), Text(made[4]), Text(made[5]), Text(made[6]));
        }
    }

    private async Task<byte[]?[]> ShowAsync(ShownDefinition item, CancellationToken cancellationToken)
    {
        connection.Activity = $"reading the definition of {item.Kind.ToLowerInvariant()} {item.QuotedName}";
        return (await connection.QueryBytesAsync($"SHOW CREATE {item.Kind} {item.QuotedName}", cancellationToken))[0];
    }

    // An object keeps the collation that its database had when the object was created. The database may have another one now.
    private void Add(
        ShownDefinition item,
        string[] before,
        byte[]? statement,
        string sqlMode,
        string characterSet,
        string collation,
        string schemaCollation
    )
    {
        if (statement is null)
        {
            throw new CannotCarryException(
                $"{item.Kind} {item.QuotedName}",
                "the server does not show its statement",
                "give ops_dump SELECT on mysql.proc."
            );
        }

        bool hasOwnText = !ObjectStatement.IsUtf8(characterSet) && !Ascii.IsValid(statement);
        if (hasOwnText && !Ascii.IsValid(item.OfServer))
        {
            throw new CannotCarryException(
                $"{item.Kind} {item.QuotedName}",
                $"it was created by a client with character set {characterSet}, and its name, definer, comment or type has letters beyond "
                    + "ASCII: the server shows these in UTF-8 and the rest in that character set",
                "create it again with a client of character set utf8mb4."
            );
        }

        string now = schemas.First(entry => entry.Name == item.Schema).Collation;
        string[] statements = [.. before, ObjectStatement.Of(statement, characterSet)];
        // Without a name, ALTER DATABASE means the session's own. A name beyond ASCII would be read in the client's character set.
        string schema = ObjectStatement.IsUtf8(characterSet) || Ascii.IsValid(item.Schema) ? $" {SqlQuote.Name(item.Schema)}" : "";
        IReadOnlyList<string> all =
            schemaCollation == now
                ? statements
                : [$"ALTER DATABASE{schema} COLLATE {schemaCollation}", .. statements, $"ALTER DATABASE{schema} COLLATE {now}"];
        objects.Add(new SchemaObject(item.Kind.ToLowerInvariant(), item.Schema, item.Name, all, sqlMode, characterSet, collation));
    }

    private static string Text(byte[]? value) => Encoding.UTF8.GetString(value!);

    /// <param name="OfServer">What SHOW CREATE prints in UTF-8 whatever the client's character set was.</param>
    private sealed record ShownDefinition(string Kind, string Schema, string Name, byte[] OfServer)
    {
        public string QuotedName => SqlQuote.Name(Schema, Name);
    }
}
