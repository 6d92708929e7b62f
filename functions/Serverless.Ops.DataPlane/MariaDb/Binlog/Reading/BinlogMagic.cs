namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>The four bytes that a binary log file begins with. https://mariadb.com/kb/en/binlog-file-structure/</summary>
internal static class BinlogMagic
{
    public static ReadOnlySpan<byte> Bytes => [0xFE, (byte)'b', (byte)'i', (byte)'n'];
}
