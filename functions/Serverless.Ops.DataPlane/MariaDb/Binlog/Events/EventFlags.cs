namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>Flags of an event's header. https://mariadb.com/kb/en/2-binlog-event-header/#event-flag</summary>
[Flags]
internal enum EventFlags : ushort
{
    None = 0,

    /// <summary>On a Format_description event: the server has not closed this file.</summary>
    InUse = 0x0001,
    ThreadSpecific = 0x0004,

    /// <summary>The statement must run without a USE before it.</summary>
    SuppressUse = 0x0008,

    /// <summary>Made up by the server for a client; in no file.</summary>
    Artificial = 0x0020,
}
