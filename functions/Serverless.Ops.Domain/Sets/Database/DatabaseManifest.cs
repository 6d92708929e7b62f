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
