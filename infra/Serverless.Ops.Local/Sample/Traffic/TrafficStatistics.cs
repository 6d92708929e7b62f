namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>Counts so far, of transactions as the journal has them: a line each.</summary>
/// <param name="Sent">Transactions that were sent.</param>
/// <param name="Acknowledged">Of those, answered with success.</param>
/// <param name="Failed">Of those, answered with an error or not at all.</param>
/// <param name="Reads">Searches, lists and sign-ins that succeeded.</param>
public sealed record TrafficStatistics(long Sent, long Acknowledged, long Failed, long Reads);
