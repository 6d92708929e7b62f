namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>Which bytes to read.</summary>
/// <param name="Version">A version id, or null for the newest.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Bytes">How many bytes, or null for all that follow.</param>
public sealed record ReadOptions(string? Version = null, long Offset = 0, long? Bytes = null)
{
    /// <summary>The whole newest version.</summary>
    public static ReadOptions Whole { get; } = new();
}
