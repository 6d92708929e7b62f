using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Tells a full disk from the server's other errors. The error number depends on the file that found no room (tried on MariaDB 10.11).
/// InnoDB answers 1114 for a table, 14 for its system tablespace, and 1878 for the files in which it sorts an index.
/// All other cases have many numbers, and name the operating system's error in their text.
/// </summary>
internal static partial class FullDisk
{
    private static readonly int[] Numbers = [14, 20, 1021, 1114, 1878];

    // Error 1030 passes on the number of the storage engine. Below 120 it is the operating system's error, from 120 on the engine's own.
    // So 122 means EDQUOT in other messages, and something else in this one.
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
        "give the server's data directory and tmpdir more disk space (for a table of ENGINE=MEMORY, raise max_heap_table_size instead). "
            + "Restart the server, since Aria writes nothing more after its log found no room. Then run the same step again: "
            + "an import starts anew, and a replay continues from its cursor or says that it cannot.",
        cause
    );
