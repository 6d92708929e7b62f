using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Tells a full disk from the server's other errors. Which one it answers depends on what found no room: tried on 10.11, InnoDB gives 1114 for a table,
/// 14 for its system tablespace and 1878 for the files that it sorts an index in; all else names the operating system's error in its text, under many numbers.
/// </summary>
internal static partial class FullDisk
{
    private static readonly int[] Numbers = [14, 20, 1021, 1114, 1878];

    public static bool IsMeantBy(int number, string message) => Numbers.Contains(number) || NoSpaceOrQuota().IsMatch(message);

    // ENOSPC and EDQUOT.
    [GeneratedRegex(@"(?:Errcode: |errno: |error )(?:28|122)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoSpaceOrQuota();
}
