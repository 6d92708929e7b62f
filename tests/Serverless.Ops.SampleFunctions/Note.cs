namespace Serverless.Ops.SampleFunctions;

public sealed record Note(string Text, int Number);
