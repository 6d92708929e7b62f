using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.Local.Sample.Estate;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>
/// Several clients that use the site at a bounded rate until they are stopped. The journal has each of their transactions.
/// </summary>
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

    /// <exception cref="TrafficFailedException">A client broke off, so waiting for more transactions is useless.</exception>
    public TrafficStatistics Statistics
    {
        get
        {
            ThrowIfAClientBrokeOff();
            return counters.Read();
        }
    }

    /// <summary>Reads through the site which documents the clients may change, then starts the clients. The site must be open.</summary>
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

    /// <summary>Stops the clients, waits for the transactions in flight, then closes the journal.</summary>
    /// <exception cref="TrafficFailedException">A client had broken off before. The journal is closed nevertheless.</exception>
    public async Task StopAsync()
    {
        await EndAsync();
        ThrowIfAClientBrokeOff();
    }

    /// <summary>Stops the clients. Reports no error: only <see cref="StopAsync"/> reports a client that broke off.</summary>
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

/// <summary>The options of the traffic.</summary>
/// <param name="Site">The site's public address.</param>
/// <param name="Journal">Path of the journal file.</param>
/// <param name="WritesPerSecond">Upper bound for all clients together.</param>
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

/// <summary>The counters of all clients together.</summary>
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

/// <summary>The counts so far. A transaction is one line of the journal.</summary>
/// <param name="Sent">Transactions that were sent.</param>
/// <param name="Acknowledged">Sent transactions that were answered with success.</param>
/// <param name="Failed">Sent transactions that were answered with an error or not at all.</param>
/// <param name="Reads">Searches, lists and sign-ins that succeeded.</param>
public sealed record TrafficStatistics(long Sent, long Acknowledged, long Failed, long Reads);

/// <summary>
/// A client broke off, and the cause was not a refusal or a missing answer of the site. From then on, fewer clients worked than the
/// drill assumes, so the drill proves nothing. The journal is closed nevertheless.
/// </summary>
public sealed class TrafficFailedException(Exception cause)
    : InvalidOperationException(
        $"A client of the traffic broke off with {cause.GetType().Name}: {cause.Message} "
            + "Next: repair the client, or the site's answer that the client could not read, then start the drill again.",
        cause
    );
