namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>Where a transaction stands to T, by the client's own clock.</summary>
public enum JournalClass
{
    /// <summary>Acknowledged before T: must be there whole.</summary>
    AcknowledgedBefore,

    /// <summary>Sent before T, not acknowledged before it: whole or absent.</summary>
    InFlight,

    /// <summary>Sent at or after T: must not be there at all.</summary>
    SentAfter,

    /// <summary>No transaction of the journal: a row that bears the clients' mark all the same. Must not be there.</summary>
    Unexplained,
}
