namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>A line that a host job wrote to standard error: its progress, as JSON, or words for people.</summary>
internal sealed record JobLine(string Function, string Line);
