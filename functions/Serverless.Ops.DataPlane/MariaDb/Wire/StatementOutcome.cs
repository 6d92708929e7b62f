namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>What an OK packet says. https://mariadb.com/kb/en/ok_packet/</summary>
/// <param name="Warnings">How many warnings SHOW WARNINGS would list (the server counts up to 65,535).</param>
/// <param name="MoreResults">The server's own flag. BINLOG statements lose it: never rely on it alone.</param>
internal readonly record struct StatementOutcome(ulong AffectedRows, int Warnings, bool MoreResults);
