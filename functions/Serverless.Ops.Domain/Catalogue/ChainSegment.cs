using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One segment of a chain and the set that it belongs to.</summary>
/// <param name="Key">Full key in the store.</param>
public sealed record ChainSegment(string SetId, string Key, SegmentEntry Entry);
