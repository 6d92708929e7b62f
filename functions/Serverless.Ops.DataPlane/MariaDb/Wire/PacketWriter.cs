using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Writes payloads as packets. A longer payload goes in fragments of 2^24-1 bytes. https://mariadb.com/kb/en/0-packet/</summary>
internal sealed class PacketWriter(Stream target)
{
    public const int HeaderBytes = 4;
    private const int CopyLimit = 64 * 1024;
    private readonly byte[] scratch = new byte[HeaderBytes + CopyLimit];

    /// <summary>Sequence number of the next packet; a command begins at 0.</summary>
    public byte Sequence { get; set; }

    /// <summary>Writes one command: its byte and its body, as one payload.</summary>
    public async ValueTask WriteCommandAsync(byte command, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Sequence = 0;
        int first = Math.Min(body.Length, PacketReader.LargestFragment - 1);
        scratch[HeaderBytes] = command;
        await WriteFragmentAsync(1, body[..first], cancellationToken);
        if (first == PacketReader.LargestFragment - 1)
        {
            await WriteAsync(body[first..], cancellationToken);
        }
    }

    /// <summary>Writes one payload. After a length that is a multiple of the largest fragment, an empty packet ends it.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        int length;
        do
        {
            length = Math.Min(payload.Length, PacketReader.LargestFragment);
            await WriteFragmentAsync(0, payload[..length], cancellationToken);
            payload = payload[length..];
        } while (length == PacketReader.LargestFragment);
    }

    /// <summary>Writes a packet whose payload is already in <paramref name="packet"/>, after four bytes for the header.</summary>
    public ValueTask WriteInPlaceAsync(Memory<byte> packet, CancellationToken cancellationToken)
    {
        PutHeader(packet.Span, packet.Length - HeaderBytes);
        return target.WriteAsync(packet, cancellationToken);
    }

    // prefix: the number of payload bytes that are already in scratch after the header.
    private async ValueTask WriteFragmentAsync(int prefix, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        PutHeader(scratch, prefix + payload.Length);
        int head = HeaderBytes + prefix;
        if (head + payload.Length <= scratch.Length)
        {
            payload.CopyTo(scratch.AsMemory(head));
            await target.WriteAsync(scratch.AsMemory(0, head + payload.Length), cancellationToken);
            return;
        }

        await target.WriteAsync(scratch.AsMemory(0, head), cancellationToken);
        await target.WriteAsync(payload, cancellationToken);
    }

    private void PutHeader(Span<byte> packet, int length) =>
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)length | ((uint)Sequence++ << 24));
}
