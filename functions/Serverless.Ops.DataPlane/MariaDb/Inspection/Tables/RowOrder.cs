namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Tells whether a table's definition decides the order of its rows. A later statement can make values from that order, for example
/// ALTER TABLE … ADD … AUTO_INCREMENT, and the log holds only the statement. InnoDB keeps rows in the order of the primary key. Without
/// one, InnoDB keeps them by a unique key, or by a hidden number in the order in which they came; all other engines keep them as they came.
/// https://mariadb.com/kb/en/innodb-architecture/ and https://mariadb.com/kb/en/getting-started-with-indexes/#primary-key
/// </summary>
internal static class RowOrder
{
    /// <returns>False when rows must be read by a scan and loaded one after the other, or they come back in another order.</returns>
    public static bool IsByPrimaryKey(string engine, string createStatement) =>
        engine.Equals("InnoDB", StringComparison.OrdinalIgnoreCase)
        && CreateStatement.Lines(createStatement).Any(line => line.StartsWith("  PRIMARY KEY (", StringComparison.Ordinal));
}
