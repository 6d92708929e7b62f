namespace Serverless.Ops.Local.Traffic;

/// <summary>Counts of all clients together.</summary>
internal sealed class TrafficCounters
{
    private long sent;
    private long acknowledged;
    private long failed;
    private long reads;

    public void Sent() => Interlocked.Increment(ref sent);

    public void Acknowledged() => Interlocked.Increment(ref acknowledged);

    public void Failed() => Interlocked.Increment(ref failed);

    public void HasRead() => Interlocked.Increment(ref reads);

    public TrafficStatistics Read() => new(
        Interlocked.Read(ref sent), Interlocked.Read(ref acknowledged), Interlocked.Read(ref failed), Interlocked.Read(ref reads));
}
