using System.Globalization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Log;

/// <summary>One transaction's id: <c>domain-server-sequence</c>. https://mariadb.com/kb/en/gtid/</summary>
public readonly record struct Gtid(uint Domain, uint Server, ulong Sequence)
{
    public static Gtid Parse(string text) =>
        TryParse(text, out Gtid gtid)
            ? gtid
            : throw new InvalidInputException($"'{text}' is not a GTID.", "give domain-server-sequence, such as 0-1-42.");

    public static bool TryParse(string text, out Gtid gtid)
    {
        string[] parts = text.Split('-');
        if (
            parts.Length == 3
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint domain)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint server)
            && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence)
        )
        {
            gtid = new Gtid(domain, server, sequence);
            return true;
        }

        gtid = default;
        return false;
    }

    public override string ToString() => $"{Domain}-{Server}-{Sequence}";
}
