using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.Domain.Restore;

/// <summary>Where exactly a target in the log ends, found in the segment that was searched.</summary>
public sealed record FoundPlace(LogSearch Search, BinlogCoordinates End);
