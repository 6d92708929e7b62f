namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>How the site is used.</summary>
/// <param name="Site">Its public address.</param>
/// <param name="Journal">File that the journal is written to.</param>
/// <param name="WritesPerSecond">Bound over all clients.</param>
public sealed record TrafficOptions(
    Uri Site, string User, string Password, string ApiKey, string ApiSecret, string Journal, int Clients = 6, int WritesPerSecond = 200, int Seed = 7);
