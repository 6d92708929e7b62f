using Serverless.Ops.Domain.Common;

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

/// <summary>Which bytes of an object of known length are meant.</summary>
internal static class ReadRange
{
    /// <summary>How many bytes follow the offset. Throws when the range is not wholly inside the object.</summary>
    public static long Resolve(string store, string key, ReadOptions options, long objectBytes)
    {
        if (options.Offset < 0 || options.Bytes < 0)
        {
            throw new InvalidInputException(
                $"A read of '{key}' at {options.Offset} for {options.Bytes} bytes is no range.",
                "use offsets and lengths of zero or more."
            );
        }

        long there = Math.Max(0, objectBytes - options.Offset);
        long needed = options.Bytes ?? there;
        if (options.Offset > objectBytes || needed > there)
        {
            throw new ShortReadException(store, key, options.Offset, needed, there);
        }

        return needed;
    }
}
