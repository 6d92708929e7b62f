using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>Fewer bytes are there than were asked for.</summary>
public sealed class ShortReadException(string store, string key, long offset, long needed, long got)
    : PermanentException(
        $"{store}: '{key}' from byte {offset} was to give {needed} bytes and gave {got}.",
        "compare the object's length with its manifest; if it is shorter, treat the set as damaged.")
{
    public long Offset { get; } = offset;

    public long Needed { get; } = needed;

    public long Got { get; } = got;
}
