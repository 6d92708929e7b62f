using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>Completes a database set. It lists the set's contents and the one place in the binary log that all contents match.</summary>
public sealed record DatabaseManifest : ISetManifest
{
    public const int CurrentFormat = 1;

    int ISetManifest.KnownFormat => CurrentFormat;

    public required int Format { get; init; }

    /// <summary>The manifest's own key. Null in sets older than this field.</summary>
    public string? Key { get; init; }
    public required string SetId { get; init; }
    public required string RunId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Time of the snapshot. Every row has its value of that time.</summary>
    public required DateTimeOffset SnapshotAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public required Lineage Lineage { get; init; }
    public required BinlogCoordinates Coordinates { get; init; }
    public required ServerDescription Server { get; init; }

    /// <summary>Databases with their default character set, collation and comment.</summary>
    public required IReadOnlyList<SchemaEntry> Schemas { get; init; }
    public required IReadOnlyList<TableEntry> Tables { get; init; }

    /// <summary>
    /// Views, triggers, routines, events, sequences, accounts, grants, servers and library functions, each with its statements.
    /// </summary>
    public required IReadOnlyList<SchemaObject> Objects { get; init; }

    /// <summary>
    /// Objects that the dump saw and did not carry. Null in sets older than this field; those sets also lack some kinds of objects.
    /// </summary>
    public IReadOnlyList<NotCarriedItem>? NotCarried { get; init; }

    /// <summary>
    /// Accounts that the set does not carry and that objects have, or could have, as their definer. Null in sets older than this field.
    /// </summary>
    public IReadOnlyList<DefinerEntry>? Definers { get; init; }

    /// <summary>
    /// Accounts (<c>user@host</c>) and roles that define views and lack rights that these views need. The views do not work on the source.
    /// An import lends these accounts all rights while it makes the views, because the server makes no view on such a view.
    /// Null if there are none.
    /// </summary>
    public IReadOnlyList<string>? DefinersLackingRights { get; init; }

    /// <summary>The scripts and README.txt. A person needs them, besides the chunks, to restore by hand.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];
    public required LockCost LockCost { get; init; }

    /// <summary>Number of times that the dump started again because of DDL.</summary>
    public required int Restarts { get; init; }

    public IEnumerable<string> ListObjects() =>
        Tables.SelectMany(table => table.Chunks.Select(chunk => chunk.Name)).Concat(Files.Select(file => file.Name));
}

/// <summary>One database of the server.</summary>
/// <param name="Comment">From CREATE DATABASE … COMMENT; empty for most databases, and in manifests older than this field.</param>
public sealed record SchemaEntry(string Name, string CharacterSet, string Collation, string Comment = "");

/// <summary>An object of a set that is not a chunk.</summary>
/// <param name="Name">The object's key below the set's prefix.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
public sealed record StoredFile(string Name, long StoredBytes, string Sha256);

/// <summary>
/// How long writes of the application waited for the dump. Waiting DDL is not counted. DDL on a table waits from the dump's first read of
/// the table until the reading session ends; a session lives for a part of the dump. Later statements on the table queue behind the DDL.
/// </summary>
/// <param name="CommitsBlocked">How long commits waited for the snapshot.</param>
/// <param name="NonTransactionalBlocked">How long writes to MyISAM and other non-transactional tables waited.</param>
/// <param name="NonTransactionalTables">The names of those tables.</param>
public sealed record LockCost(TimeSpan CommitsBlocked, TimeSpan NonTransactionalBlocked, IReadOnlyList<string> NonTransactionalTables);
