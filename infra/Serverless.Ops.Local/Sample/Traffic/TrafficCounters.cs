namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>Counts of all clients together.</summary>
internal sealed class TrafficCounters
{
    private long sent;
    private long acknowledged;
    private long failed;
    private long reads;

    public void Sent(int transactions) => Interlocked.Add(ref sent, transactions);

    public void Acknowledged(int transactions) => Interlocked.Add(ref acknowledged, transactions);

    public void Failed(int transactions) => Interlocked.Add(ref failed, transactions);

    public void HasRead() => Interlocked.Increment(ref reads);

    public TrafficStatistics Read() => new(
        Interlocked.Read(ref sent), Interlocked.Read(ref acknowledged), Interlocked.Read(ref failed), Interlocked.Read(ref reads));
}
