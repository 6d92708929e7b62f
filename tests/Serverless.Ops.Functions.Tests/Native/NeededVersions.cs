using System.Buffers.Binary;
using System.Text;

namespace Serverless.Ops.Functions.Tests.Native;

/// <summary>
/// Reads the symbol versions that a 64-bit little-endian ELF file needs from its libraries (section .gnu.version_r).
/// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
/// </summary>
internal static class NeededVersions
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;

    public static IReadOnlyList<string> Of(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        file.AsSpan(0, 6).ToArray().ShouldBe([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], "a 64-bit little-endian ELF file");
        int sections = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(0x28));
        ushort sectionBytes = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3a));
        ushort sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(0x3c));

        List<string> versions = [];
        for (int i = 0; i < sectionCount; i++)
        {
            Span<byte> section = file.AsSpan(sections + (i * sectionBytes), sectionBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != SectionTypeVersionNeeds)
            {
                continue;
            }

            int names = OffsetOf(file, sections, sectionBytes, (int)BinaryPrimitives.ReadUInt32LittleEndian(section[0x28..]));
            versions.AddRange(Read(file, OffsetOf(section), names));
        }

        return versions;
    }

    private static List<string> Read(byte[] file, int library, int names)
    {
        List<string> versions = [];
        int nextLibrary;
        do
        {
            // Elfxx_Verneed: version, count (16 bits each), file, first version, next library (32 bits each).
            ushort count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(library + 2));
            int version = library + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(library + 8));
            nextLibrary = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(library + 12));
            for (int i = 0; i < count; i++)
            {
                // Elfxx_Vernaux: hash (32 bits), flags, other (16 bits each), name, next (32 bits each).
                versions.Add(TextAt(file, names + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(version + 8))));
                version += BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(version + 12));
            }

            library += nextLibrary;
        } while (nextLibrary != 0);

        return versions;
    }

    private static int OffsetOf(byte[] file, int sections, int sectionBytes, int index) =>
        OffsetOf(file.AsSpan(sections + (index * sectionBytes), sectionBytes));

    private static int OffsetOf(ReadOnlySpan<byte> section) => (int)BinaryPrimitives.ReadInt64LittleEndian(section[0x18..]);

    private static string TextAt(byte[] file, int offset) =>
        Encoding.ASCII.GetString(file, offset, Array.IndexOf(file, (byte)0, offset) - offset);
}
