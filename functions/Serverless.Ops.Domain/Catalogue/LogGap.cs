using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>Log that no set holds: between the end of one chain and the beginning of the next.</summary>
/// <param name="After">Where the log that is held ends.</param>
/// <param name="Before">Where it goes on.</param>
/// <param name="From">From this second on nothing can be restored …</param>
/// <param name="Until">… until a database set that was taken after the gap.</param>
public sealed record LogGap(BinlogCoordinates After, BinlogCoordinates Before, DateTimeOffset From, DateTimeOffset? Until);
