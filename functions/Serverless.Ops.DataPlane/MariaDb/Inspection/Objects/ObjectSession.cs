using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>The session in which an object has to be made again, so that it remembers what it remembered.</summary>
internal static class ObjectSession
{
    // An event whose time has passed is not made, and the server says so in a note only: while events are made it is 1970.
    private const long BeforeAllEvents = 1;

    /// <param name="snapshotAt">The time that it is for the server meanwhile, but for events.</param>
    public static string Enter(SchemaObject item, DateTimeOffset snapshotAt)
    {
        string characterSet =
            item.CharacterSet.Length > 0 ? $", character_set_client={item.CharacterSet}, collation_connection={item.Collation}" : "";
        return $"SET SESSION sql_mode={SqlQuote.Text(item.SqlMode)}, timestamp={(item.Kind == "event" ? BeforeAllEvents : snapshotAt.ToUnixTimeSeconds())}{characterSet}";
    }
}
