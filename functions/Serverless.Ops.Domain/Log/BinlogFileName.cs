using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Log;

/// <summary>
/// A binary log's file name: a base and a number of at least six digits, such as <c>mysql-bin.000042</c>. Ordered by number, since
/// names longer than six digits do not sort as text.
/// </summary>
public readonly record struct BinlogFileName(string Base, long Number) : IComparable<BinlogFileName>
{
    /// <summary>The file that the server opens after this one.</summary>
    public BinlogFileName Next => this with { Number = Number + 1 };

    public static BinlogFileName Parse(string name) =>
        TryParse(name, out BinlogFileName parsed)
            ? parsed
            : throw new InvalidInputException($"'{name}' is not a binary log's file name.", "give a name such as mysql-bin.000042.");

    public static bool TryParse([NotNullWhen(true)] string? name, out BinlogFileName parsed)
    {
        int dot = name?.LastIndexOf('.') ?? -1;
        if (
            dot > 0
            && name!.Length - dot > 6
            && long.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        )
        {
            parsed = new BinlogFileName(name[..dot], number);
            return true;
        }

        parsed = default;
        return false;
    }

    public int CompareTo(BinlogFileName other) => Number.CompareTo(other.Number);

    public override string ToString() => $"{Base}.{Number:000000}";
}
