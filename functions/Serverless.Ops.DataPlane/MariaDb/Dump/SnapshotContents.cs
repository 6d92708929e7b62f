using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>Everything that a server holds except rows, as of one place in the log.</summary>
internal sealed record SnapshotContents(
    DateTimeOffset TakenAt,
    BinlogCoordinates Coordinates,
    IReadOnlyList<SchemaEntry> Schemas,
    IReadOnlyList<TableDefinition> Tables,
    IReadOnlyList<SchemaObject> Objects,
    IReadOnlyList<NotCarriedItem> NotCarried,
    IReadOnlyList<DefinerEntry> Definers,
    IReadOnlyList<string> DefinersLackingRights
);
