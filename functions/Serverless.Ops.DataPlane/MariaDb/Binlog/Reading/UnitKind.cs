namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>What a transaction of the log is.</summary>
internal enum UnitKind
{
    /// <summary>Row changes that the source could have rolled back; see <see cref="GtidFlags.Transactional"/> for how far that holds.</summary>
    Transactional,

    /// <summary>Row changes, some of them to tables without transactions.</summary>
    NonTransactional,

    /// <summary>A statement: DDL, accounts, or statement format.</summary>
    Ddl,
}
