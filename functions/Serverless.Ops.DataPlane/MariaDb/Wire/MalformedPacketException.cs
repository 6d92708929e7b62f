using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>A packet that does not have what the protocol says it has.</summary>
public sealed class MalformedPacketException(string whatHappened)
    : PermanentException(whatHappened, "check that the endpoint is a MariaDB server of version 10.6 or later, with nothing between that changes bytes.")
{
    public MalformedPacketException(int offset, int needed, int got)
        : this($"A packet of the database server ends too early: at offset {offset} it needs {needed} bytes and has {got}.")
    {
    }
}

/// <summary>A packet that ends too early is a <see cref="MalformedPacketException"/>.</summary>
internal readonly struct ShortPacket : IShortBytes
{
    public Exception Error(int at, int needed, int got) => new MalformedPacketException(at, needed, got);
}
