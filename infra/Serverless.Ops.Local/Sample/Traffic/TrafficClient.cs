using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Local.Sample.Estate;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>One client. Clients with an even index sign in by cookie, the others by API token. A client goes on after a failure.</summary>
internal sealed class TrafficClient(
    TrafficOptions options,
    int index,
    TrafficWrites writes,
    JournalWriter journal,
    TrafficCounters counters,
    TimeProvider time
)
{
    private const int WritesPerRead = 12;
    private readonly SeedText text = new(options.Seed + index);

    public async Task RunAsync(TimeSpan answerLimit, CancellationToken stop)
    {
        using var client = new FrappeClient(options.Site, answerLimit);
        bool byCookie = index % 2 == 0;
        if (!byCookie)
        {
            client.UseToken(options.ApiKey, options.ApiSecret);
        }

        var interval = TimeSpan.FromSeconds((double)options.Clients / options.WritesPerSecond);
        long began = time.GetTimestamp();
        bool signedIn = false;
        for (long turn = 0; !stop.IsCancellationRequested; turn++)
        {
            TimeSpan early = (interval * turn) - time.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (early < -TimeSpan.FromSeconds(1))
            {
                // The client is late by more than a second. The rate is an upper bound, so it does not catch up in a burst.
                began = time.GetTimestamp() - (long)((interval * turn).TotalSeconds * time.TimestampFrequency);
            }

            try
            {
                if (byCookie && !signedIn)
                {
                    await client.LogInAsync(options.User, options.Password, CancellationToken.None);
                    signedIn = true;
                }

                if (turn % WritesPerRead == 0)
                {
                    await ReadAsync(client);
                    if (byCookie && turn > 0 && turn % (WritesPerRead * 20) == 0)
                    {
                        signedIn = false;
                        await client.LogOutAsync(CancellationToken.None);
                    }
                }
                else
                {
                    await WriteAsync(await writes.NextAsync(client, text, CancellationToken.None), client);
                }
            }
            catch (OpsException)
            {
                // The site refused or is gone. The journal has the transaction as in flight. Sign in again when the site is back.
                signedIn = false;
            }
        }
    }

    private async Task WriteAsync(TrafficWrite write, FrappeClient client)
    {
        IReadOnlyList<JournalEntry> entries = write.Entries(Now());
        journal.Begin(entries);
        counters.Sent(entries.Count);
        DateTimeOffset? acknowledgedAt = null;
        try
        {
            await write.SendAsync(client, CancellationToken.None);
            acknowledgedAt = Now();
            counters.Acknowledged(entries.Count);
        }
        catch
        {
            counters.Failed(entries.Count);
            throw;
        }
        finally
        {
            journal.End(entries, acknowledgedAt);
        }
    }

    private async Task ReadAsync(FrappeClient client)
    {
        await client.CallAsync(
            "membership.api.search_members",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["txt"] = text.Pick<string>("Kowalski", "Müller", "Smith", "Amina") },
            CancellationToken.None
        );
        await client.ListAsync(
            "Media Request",
            null,
            ["name", "title", "attachment", "creation"],
            "creation desc",
            20,
            CancellationToken.None
        );
        counters.HasRead();
    }

    // Cut to whole microseconds. Cutting never crosses a whole second; rounding up can.
    private DateTimeOffset Now()
    {
        DateTimeOffset now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
