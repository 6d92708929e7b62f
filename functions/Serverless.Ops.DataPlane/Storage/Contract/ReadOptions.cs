using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The bytes to read.</summary>
/// <param name="Version">A version id, or null for the newest version.</param>
/// <param name="Offset">Index of the first byte, from 0.</param>
/// <param name="Bytes">Number of bytes, or null for all bytes from the offset on.</param>
public sealed record ReadOptions(string? Version = null, long Offset = 0, long? Bytes = null)
{
    /// <summary>The whole newest version.</summary>
    public static ReadOptions Whole { get; } = new();
}

/// <summary>Checks a range against the length of the object.</summary>
internal static class ReadRange
{
    /// <summary>The number of bytes to read from the offset on.</summary>
    /// <exception cref="InvalidInputException">Offset or length is negative.</exception>
    /// <exception cref="ShortReadException">Part of the range lies outside the object.</exception>
    public static long Resolve(string store, string key, ReadOptions options, long objectBytes)
    {
        if (options.Offset < 0 || options.Bytes < 0)
        {
            throw new InvalidInputException(
                $"A read of '{key}' has a negative offset or length "
                    + $"(offset {options.Offset}, length {options.Bytes?.ToString() ?? "not given"}).",
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
