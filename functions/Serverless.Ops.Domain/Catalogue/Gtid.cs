using System.Globalization;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One transaction's id: <c>domain-server-sequence</c>. https://mariadb.com/kb/en/gtid/</summary>
public readonly record struct Gtid(uint Domain, uint Server, ulong Sequence)
{
    public static Gtid Parse(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 3
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint domain)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint server)
            && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence)
                ? new Gtid(domain, server, sequence)
                : throw new InvalidInputException($"'{text}' is not a GTID.", "give domain-server-sequence, such as 0-1-42.");
    }

    public override string ToString() => $"{Domain}-{Server}-{Sequence}";
}
