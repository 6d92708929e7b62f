namespace Serverless.Ops.Functions.Contracts;

/// <summary>What the program is, where it runs, and what it reaches.</summary>
public sealed record DescribeRuntimeResult
{
    /// <summary>The program's version, as <c>opsjob --version</c> prints it.</summary>
    public required string Version { get; init; }

    /// <summary>"host" or "lambda".</summary>
    public required string Runtime { get; init; }

    /// <summary>"x64" or "arm64".</summary>
    public required string Architecture { get; init; }

    /// <summary>True when compiled ahead of time.</summary>
    public required bool IsNative { get; init; }

    /// <summary>Names of every function it can run.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>The store that answered, or null when OPS_STORE is not set.</summary>
    public required string? Store { get; init; }

    /// <summary>Bytes of memory that the process holds.</summary>
    public required long WorkingSetBytes { get; init; }

    /// <summary>Bytes of managed objects in use.</summary>
    public required long ManagedBytes { get; init; }
}
