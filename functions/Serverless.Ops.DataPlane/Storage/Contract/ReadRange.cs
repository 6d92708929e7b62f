using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>Which bytes of an object of known length are meant.</summary>
internal static class ReadRange
{
    /// <summary>How many bytes follow the offset. Throws when the range is not wholly inside the object.</summary>
    public static long Resolve(string store, string key, ReadOptions options, long objectBytes)
    {
        if (options.Offset < 0 || options.Bytes < 0)
            throw new InvalidInputException($"A read of '{key}' at {options.Offset} for {options.Bytes} bytes is no range.", "use offsets and lengths of zero or more.");
        var there = Math.Max(0, objectBytes - options.Offset);
        var needed = options.Bytes ?? there;
        if (options.Offset > objectBytes || needed > there)
            throw new ShortReadException(store, key, options.Offset, needed, there);
        return needed;
    }
}
