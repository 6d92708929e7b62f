using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>
/// Writes the journal: every transaction as the clients saw it. A line goes to the operating system as soon as its outcome is known.
/// Transactions in flight are written at the end. The journal survives the loss of production, but not the loss of this process: a
/// journal without its end proves nothing.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter file;
    private readonly Dictionary<string, JournalEntry> inFlight = new(StringComparer.Ordinal);
    private bool closed;

    public JournalWriter(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new StreamWriter(path, append: false) { AutoFlush = true };
    }

    /// <summary>Begins transactions. Call this before the first byte is sent.</summary>
    public void Begin(IEnumerable<JournalEntry> entries)
    {
        lock (gate)
        {
            foreach (JournalEntry entry in entries)
            {
                inFlight.Add(entry.Id, entry);
            }
        }
    }

    /// <param name="entries">The entries of one request.</param>
    /// <param name="acknowledgedAt">The time of the success answer. Null when there was an error or no answer.</param>
    public void End(IEnumerable<JournalEntry> entries, DateTimeOffset? acknowledgedAt)
    {
        lock (gate)
        {
            foreach (JournalEntry entry in entries)
            {
                if (inFlight.Remove(entry.Id))
                {
                    file.WriteLine(JournalLine.Write(entry with { AcknowledgedAt = acknowledgedAt }));
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Close())
        {
            return;
        }

        await file.FlushAsync();
        ((FileStream)file.BaseStream).Flush(flushToDisk: true);
        await file.DisposeAsync();
    }

    private bool Close()
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            closed = true;
            foreach (JournalEntry entry in inFlight.Values)
            {
                file.WriteLine(JournalLine.Write(entry));
            }

            return true;
        }
    }
}
