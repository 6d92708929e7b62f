using System.Globalization;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Sum modulo 2^128 of the XxHash128 of each row's text: the same for any order and any cut into chunks. Finds damage, not malice.
/// </summary>
internal struct RowsDigest
{
    private UInt128 sum;

    public void Add(ReadOnlySpan<byte> rowText) => sum = unchecked(sum + XxHash128.HashToUInt128(rowText));

    public void Add(RowsDigest other) => sum = unchecked(sum + other.sum);

    public static RowsDigest Parse(string text) => new() { sum = UInt128.Parse(text, NumberStyles.HexNumber) };

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => sum.ToString("x32");
}
