using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>Where exactly a target in the log ends, found in the segment that was searched.</summary>
public sealed record FoundPlace(LogSearch Search, BinlogCoordinates End);
