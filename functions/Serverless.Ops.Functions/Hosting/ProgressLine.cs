namespace Serverless.Ops.Functions.Hosting;

/// <summary>One report of progress as JSON.</summary>
internal sealed record ProgressLine(string Phase, long Done, long Total, string Unit, DateTime At);
