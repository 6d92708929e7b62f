namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>Flags of a GTID event. https://mariadb.com/kb/en/gtid_event/</summary>
[Flags]
internal enum GtidFlags : byte
{
    None = 0,

    /// <summary>One statement with no COMMIT after it.</summary>
    Standalone = 1,
    GroupCommitId = 2,

    /// <summary>The server would roll it back as a whole. It says so of a statement whose trigger writes to MyISAM as well.</summary>
    Transactional = 4,
    AllowParallel = 8,
    Waited = 16,
    Ddl = 32,
    PreparedXa = 64,
    CompletedXa = 128,
}
