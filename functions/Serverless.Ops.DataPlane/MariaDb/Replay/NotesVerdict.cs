namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>What a statement of the log has to do with the restore's own schema.</summary>
internal enum NotesVerdict
{
    /// <summary>It changes nothing there: it is replayed as it is.</summary>
    Estate,

    /// <summary>It changes nothing but what is there: it is passed over.</summary>
    Notes,

    /// <summary>It drops some things there and some of the estate: it is replayed for those of the estate.</summary>
    Part,

    /// <summary>It is of both, or cannot be judged: it is refused before the first write.</summary>
    Both,
}
