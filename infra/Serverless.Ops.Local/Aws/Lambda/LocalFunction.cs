namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>A function as it would be deployed.</summary>
/// <param name="Name">Also what <c>_HANDLER</c> says.</param>
/// <param name="Program">Executable that speaks the Runtime API.</param>
/// <param name="Timeout">At most 900 s.</param>
internal sealed record LocalFunction(
    string Name, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout, int MemoryMegabytes);
