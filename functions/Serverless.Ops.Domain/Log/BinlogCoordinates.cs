namespace Serverless.Ops.Domain.Log;

/// <summary>A place in a lineage: just before the byte at <paramref name="Position"/> of <paramref name="File"/>.</summary>
/// <param name="File">Binary log file name, such as <c>mysql-bin.000042</c>.</param>
/// <param name="Position">Byte offset; the first event starts at 4.</param>
/// <param name="Gtid">MariaDB GTID position at that place (<c>domain-server-sequence</c>, comma separated); empty before the first
/// transaction.</param>
public sealed record BinlogCoordinates(string File, long Position, string Gtid);
