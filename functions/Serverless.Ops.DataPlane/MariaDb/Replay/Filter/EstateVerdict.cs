namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>What a statement of the log has to do with what is not the estate's: the restore's own schema, and accounts that a restore leaves alone.</summary>
internal enum EstateVerdict
{
    /// <summary>It changes nothing of that: it is replayed as it is.</summary>
    Estate,

    /// <summary>It changes nothing of the estate: it is passed over.</summary>
    NotEstate,

    /// <summary>It drops some things of the estate and some that are not: it is replayed for those of the estate.</summary>
    Part,

    /// <summary>It is the estate's, and means the account that ran it, in a word or without one: it is replayed with that account's name.</summary>
    Named,

    /// <summary>It is of both, or cannot be judged: it is refused before the first write.</summary>
    Both,
}
