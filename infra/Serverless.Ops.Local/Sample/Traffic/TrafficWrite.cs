using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>One request that writes, and what it must leave: an entry for its transaction, further ones for MyISAM tables.</summary>
/// <param name="Entries">The entries, given the time at which it is sent.</param>
internal sealed record TrafficWrite(
    Func<DateTimeOffset, IReadOnlyList<JournalEntry>> Entries, Func<FrappeClient, CancellationToken, Task> SendAsync);
