namespace Serverless.Ops.Local.Drills;

/// <summary>A job on the production host failed; the message is what it said.</summary>
internal sealed class HostJobFailedException(string function, int exitCode, string said)
    : Exception($"{function} ended with exit code {exitCode}: {said}");
