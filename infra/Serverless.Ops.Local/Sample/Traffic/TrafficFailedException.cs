namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>
/// A client broke off for a reason that is not the site's: from then on less was done than the drill believes, so it proves
/// nothing. The journal is closed all the same.
/// </summary>
public sealed class TrafficFailedException(Exception cause)
    : InvalidOperationException($"A client of the traffic broke off with {cause.GetType().Name}: {cause.Message} Next: mend the client or the site's answer that it fell over, then start the drill again.", cause);
