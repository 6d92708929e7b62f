using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>
/// The client's side of every transaction. A line is handed to the operating system when its outcome is known; what is in
/// flight is written on closing. It outlives the loss of production, not the loss of the clients: without its end it proves nothing.
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

    /// <summary>Call before the first byte is sent.</summary>
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

    /// <param name="acknowledgedAt">Null when the outcome is unknown or an error.</param>
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
