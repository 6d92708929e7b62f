namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>First byte of a command packet. https://mariadb.com/kb/en/2-text-protocol/ and https://mariadb.com/kb/en/replication-protocol/</summary>
internal enum Command : byte
{
    Quit = 0x01,
    Query = 0x03,
    BinlogDump = 0x12,
}
