using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.Local.Sample.Estate;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>Several clients at work on the site at a bounded rate until they are told to stop; each transaction is in the journal.</summary>
public sealed class TrafficRun : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource stop = new();
    private readonly JournalWriter journal;
    private readonly Task[] clients;
    private readonly TrafficCounters counters = new();

    private TrafficRun(TrafficOptions options, TrafficTargets targets, TimeProvider time)
    {
        journal = new JournalWriter(options.Journal);
        var writes = new TrafficWrites(options, targets);
        clients =
        [
            .. Enumerable
                .Range(0, options.Clients)
                .Select(i =>
                    Task.Run(() => new TrafficClient(options, i, writes, journal, counters, time).RunAsync(AnswerLimit, stop.Token))
                ),
        ];
    }

    /// <exception cref="TrafficFailedException">A client broke off: whoever waits for more is told at the next look.</exception>
    public TrafficStatistics Statistics
    {
        get
        {
            ThrowIfAClientBrokeOff();
            return counters.Read();
        }
    }

    /// <summary>Reads what it may work on through the site, then starts. The site must be open.</summary>
    public static async Task<TrafficRun> StartAsync(TrafficOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new FrappeClient(options.Site, AnswerLimit);
        client.UseToken(options.ApiKey, options.ApiSecret);
        JsonArray suggestions = await client.ListAsync(
            "Status Suggestion",
            new JsonObject { ["status"] = "Pending" },
            ["name"],
            "name asc",
            0,
            cancellationToken
        );
        JsonArray members = await client.ListAsync("Member", null, ["name"], "name asc", 0, cancellationToken);
        return new TrafficRun(
            options,
            new TrafficTargets(NamesOf(suggestions, SeedRows.GateSuggestion), NamesOf(members, SeedRows.GateMember)),
            time
        );
    }

    /// <summary>Lets what is in flight end, then closes the journal.</summary>
    /// <exception cref="TrafficFailedException">A client broke off before it was told to stop; the journal is closed.</exception>
    public async Task StopAsync()
    {
        await EndAsync();
        ThrowIfAClientBrokeOff();
    }

    /// <summary>Ends it, and says nothing: who wants to know whether it went well stops it first.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        stop.Dispose();
    }

    private void ThrowIfAClientBrokeOff()
    {
        if (Array.Find(clients, client => client.IsFaulted)?.Exception?.InnerException is { } cause)
        {
            throw new TrafficFailedException(cause);
        }
    }

    private async Task EndAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await journal.DisposeAsync();
    }

    private static ConcurrentQueue<string> NamesOf(JsonArray rows, string gate) =>
        new(rows.Select(row => row!["name"]!.GetValue<string>()).Where(name => name != gate));
}

/// <summary>How the site is used.</summary>
/// <param name="Site">Its public address.</param>
/// <param name="Journal">File that the journal is written to.</param>
/// <param name="WritesPerSecond">Bound over all clients.</param>
public sealed record TrafficOptions(
    Uri Site,
    string User,
    string Password,
    string ApiKey,
    string ApiSecret,
    string Journal,
    int Clients = 6,
    int WritesPerSecond = 200,
    int Seed = 7
);

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

    public TrafficStatistics Read() =>
        new(Interlocked.Read(ref sent), Interlocked.Read(ref acknowledged), Interlocked.Read(ref failed), Interlocked.Read(ref reads));
}

/// <summary>Counts so far, of transactions as the journal has them: a line each.</summary>
/// <param name="Sent">Transactions that were sent.</param>
/// <param name="Acknowledged">Of those, answered with success.</param>
/// <param name="Failed">Of those, answered with an error or not at all.</param>
/// <param name="Reads">Searches, lists and sign-ins that succeeded.</param>
public sealed record TrafficStatistics(long Sent, long Acknowledged, long Failed, long Reads);

/// <summary>
/// A client broke off for a reason that is not the site's: from then on less was done than the drill believes, so it proves
/// nothing. The journal is closed all the same.
/// </summary>
public sealed class TrafficFailedException(Exception cause)
    : InvalidOperationException(
        $"A client of the traffic broke off with {cause.GetType().Name}: {cause.Message} Next: mend the client or the site's answer that it fell over, then start the drill again.",
        cause
    );
