using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Reads the events before a statement that hold values from its session.
/// https://mariadb.com/kb/en/intvar_event/, https://mariadb.com/kb/en/rand_event/, https://mariadb.com/kb/en/user_var_event/
/// </summary>
internal static class StatementVariables
{
    private const byte LastInsertId = 1;

    /// <summary>Builds the SET statements.</summary>
    public static IReadOnlyList<string> For(in BinlogEvent source, string file)
    {
        if (source.Type == EventType.UserVar)
        {
            return UserVariable.Read(source, file);
        }

        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        return source.Type == EventType.Intvar
            ?
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SET {(cursor.ReadByte() == LastInsertId ? "last_insert_id" : "insert_id")}={cursor.ReadUInt64()}"
                ),
            ]
            : [string.Create(CultureInfo.InvariantCulture, $"SET rand_seed1={cursor.ReadUInt64()},rand_seed2={cursor.ReadUInt64()}")];
    }
}
