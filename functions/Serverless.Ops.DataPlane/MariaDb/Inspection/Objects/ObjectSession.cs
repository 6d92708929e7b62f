using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>The session settings under which an object is created again, so that it keeps the same settings as before.</summary>
internal static class ObjectSession
{
    // The server does not create an event whose time has passed, and says so only in a note. So the session's time is 1970 while events
    // are created.
    private const long BeforeAllEvents = 1;

    /// <param name="snapshotAt">The session's time for every object but an event.</param>
    public static string Enter(SchemaObject item, DateTimeOffset snapshotAt)
    {
        string characterSet =
            item.CharacterSet.Length > 0 ? $", character_set_client={item.CharacterSet}, collation_connection={item.Collation}" : "";
        long time = item.Kind == "event" ? BeforeAllEvents : snapshotAt.ToUnixTimeSeconds();
        return $"SET SESSION sql_mode={SqlQuote.Text(item.SqlMode)}, timestamp={time}{characterSet}";
    }
}
