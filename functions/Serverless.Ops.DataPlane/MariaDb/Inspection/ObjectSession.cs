using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>The session in which an object has to be made again, so that it remembers what it remembered.</summary>
internal static class ObjectSession
{
    // An event that is to be dropped when its time has passed is not made after that time, even when it is disabled and was kept on the source.
    private const long BeforeAnyEvent = 1;

    /// <param name="snapshotAt">The time that it is for the server meanwhile.</param>
    public static string Enter(SchemaObject item, DateTimeOffset snapshotAt)
    {
        string characterSet = item.CharacterSet.Length > 0 ? $", character_set_client={item.CharacterSet}, collation_connection={item.Collation}" : "";
        return $"SET SESSION sql_mode={Sql.Text(item.SqlMode)}, timestamp={(item.Kind == "event" ? BeforeAnyEvent : snapshotAt.ToUnixTimeSeconds())}{characterSet}";
    }
}
