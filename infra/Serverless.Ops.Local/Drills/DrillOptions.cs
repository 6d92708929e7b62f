namespace Serverless.Ops.Local.Drills;

/// <summary>What a person chose on the command line.</summary>
/// <param name="Rows">About how many rows the estate has.</param>
/// <param name="At">Which second to restore to.</param>
/// <param name="Keep">Leave everything up afterwards.</param>
/// <param name="Native">Start the natively compiled program instead of the JIT build.</param>
/// <param name="Folder">Where drills are kept; null for the clone's own <c>.ops/drills/</c>.</param>
internal sealed record DrillOptions(int Rows, TargetChoice At, bool Keep, bool Native, string? Folder);
