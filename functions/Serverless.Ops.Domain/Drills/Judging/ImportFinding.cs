namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>What the verification of an import found, as far as a drill is judged by it.</summary>
/// <param name="Good">Every table's rows and digest, and every object, equal the manifest's.</param>
/// <param name="Tables">How many tables were read again.</param>
/// <param name="Rows">How many rows those had.</param>
/// <param name="Objects">How many views, triggers, accounts and so on were compared.</param>
public sealed record ImportFinding(string SetId, bool Good, int Tables, long Rows, long TextBytes, int Objects);
