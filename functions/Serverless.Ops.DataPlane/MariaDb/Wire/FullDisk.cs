using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Tells a full disk from the server's other errors. Which one it answers depends on what found no room: tried on 10.11, InnoDB gives 1114 for a table,
/// 14 for its system tablespace and 1878 for the files that it sorts an index in; all else names the operating system's error in its text, under many numbers.
/// </summary>
internal static partial class FullDisk
{
    private static readonly int[] Numbers = [14, 20, 1021, 1114, 1878];

    // What a storage engine gave: the operating system's errors, but from 120 on its own, of which 122 is another.
    private const int GotErrorFromEngine = 1030;

    public static bool IsMeantBy(int number, string message) =>
        Numbers.Contains(number)
        || NoSpaceOrQuota().IsMatch(message)
        || (number == GotErrorFromEngine && message.StartsWith("Got error 28 ", StringComparison.Ordinal));

    // ENOSPC and EDQUOT.
    [GeneratedRegex(@"(?:Errcode: |errno: )(?:28|122)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoSpaceOrQuota();
}

/// <summary>The server has no room left for its files. Permanent: a retry would only fill the same disk again.</summary>
public sealed class ServerDiskFullException(MariaDbEndpoint endpoint, string what, Exception? cause = null)
    : PermanentException(
        $"The disk of the database at {endpoint} is full: {what}.",
        "give its data directory and its tmpdir more room (or, for a table of ENGINE=MEMORY, raise max_heap_table_size), restart it, since Aria writes no more after its log found no room, and run the same step again: an import begins anew, a replay goes on from its cursor, and says so if it cannot.",
        cause
    );
