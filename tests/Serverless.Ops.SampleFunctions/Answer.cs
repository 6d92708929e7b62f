namespace Serverless.Ops.SampleFunctions;

public sealed record Answer(
    string Text,
    int Number,
    string? Nothing,
    double RemainingSeconds,
    string RequestId,
    string Scope,
    long ManagedBytes
);
