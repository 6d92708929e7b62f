namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>Transactions of one class by what is there of them.</summary>
/// <param name="Whole">Every row as the transaction leaves it.</param>
/// <param name="Absent">No row of it.</param>
/// <param name="Violated">Against the rule of the class; those in part are neither whole nor absent.</param>
public sealed record JournalCounts(long Whole, long Absent, long Violated);
