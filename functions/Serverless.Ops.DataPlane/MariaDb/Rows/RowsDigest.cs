using System.Globalization;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Sum modulo 2^128 of the XxHash128 of each row's text: the same for any order and any cut into chunks. Finds damage, not malice.
/// </summary>
internal struct RowsDigest
{
    private UInt128 sum;

    /// <returns>The hash of this row's text.</returns>
    public UInt128 Add(ReadOnlySpan<byte> rowText)
    {
        UInt128 hash = XxHash128.HashToUInt128(rowText);
        sum = unchecked(sum + hash);
        return hash;
    }

    public void Add(RowsDigest other) => sum = unchecked(sum + other.sum);

    public static RowsDigest Parse(string text) => new() { sum = UInt128.Parse(text, NumberStyles.HexNumber) };

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => sum.ToString("x32");
}
