using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>Completes a database set: what it holds and the one place in the binary log that all of it matches.</summary>
public sealed record DatabaseManifest
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required string SetId { get; init; }
    public required string RunId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the snapshot was taken; every row is as of then.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public required Lineage Lineage { get; init; }
    public required BinlogCoordinates Coordinates { get; init; }
    public required ServerDescription Server { get; init; }

    /// <summary>Databases with their default character set, collation and comment.</summary>
    public required IReadOnlyList<SchemaEntry> Schemas { get; init; }
    public required IReadOnlyList<TableEntry> Tables { get; init; }

    /// <summary>Views, triggers, routines, events, sequences, accounts, grants, servers, library functions: each with its statements.</summary>
    public required IReadOnlyList<SchemaObject> Objects { get; init; }

    /// <summary>What the dump saw and did not carry. Null in sets from before it was told, which lack some kinds of objects as well.</summary>
    public IReadOnlyList<NotCarriedItem>? NotCarried { get; init; }

    /// <summary>What a person needs besides the chunks to restore by hand: the scripts and README.txt.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];
    public required LockCost LockCost { get; init; }

    /// <summary>How often DDL during the dump made it start again.</summary>
    public required int Restarts { get; init; }
}

/// <summary>One database of the server.</summary>
/// <param name="Comment">What CREATE DATABASE … COMMENT said; empty for almost all, and in manifests from before it was carried.</param>
public sealed record SchemaEntry(string Name, string CharacterSet, string Collation, string Comment = "");

/// <summary>An object of a set that is not a chunk.</summary>
/// <param name="Name">Its key below the set's prefix.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
public sealed record StoredFile(string Name, long StoredBytes, string Sha256);

/// <summary>
/// What the dump cost the application in waiting writes. Not in it: DDL on a table waits from when the dump first reads the table until the session that
/// read it ends, a part of the dump, and all later statements on that table queue behind such DDL.
/// </summary>
/// <param name="CommitsBlocked">How long commits waited for the snapshot.</param>
/// <param name="NonTransactionalBlocked">How long writes to MyISAM and other non-transactional tables waited.</param>
/// <param name="NonTransactionalTables">Which tables those were.</param>
public sealed record LockCost(TimeSpan CommitsBlocked, TimeSpan NonTransactionalBlocked, IReadOnlyList<string> NonTransactionalTables);
