using System.Text;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Tells answer packets apart and reads the small ones. https://mariadb.com/kb/en/4-server-response-packets/</summary>
internal static class ServerAnswer
{
    public const byte Ok = 0x00;
    public const byte LocalInfile = 0xFB;
    public const byte Eof = 0xFE;
    public const byte Error = 0xFF;
    private const ushort InTransaction = 0x0001;
    private const ushort Autocommit = 0x0002;
    private const ushort MoreResultsExist = 0x0008;

    // The server ends this connection: a shutdown, a kill, or a network error that the server noticed itself.
    private static readonly int[] Gone = [1053, 1077, 1078, 1079, 1152, 1158, 1159, 1160, 1161, 1184, 1927];

    // Too many connections, lock wait timeout, deadlock, interrupted, statement time limit.
    private static readonly int[] Busy = [1040, 1203, 1205, 1213, 1226, 1317, 1969];
    private static readonly int[] Refused = [1045, 1129, 1130, 1698, 1820, 1862, 4151];

    /// <summary>An EOF packet is short. A row may begin with 0xFE too, but only when it is longer than 2^24 bytes.</summary>
    public static bool IsEof(ReadOnlySpan<byte> packet) => packet.Length is > 0 and < 9 && packet[0] == Eof;

    public static StatementOutcome ReadOk(ReadOnlySpan<byte> packet)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        cursor.Skip(1);
        ulong affected = cursor.ReadLengthEncodedInteger();
        cursor.ReadLengthEncodedInteger(); // last insert id
        ushort status = cursor.ReadUInt16();
        return new StatementOutcome(
            affected,
            cursor.ReadUInt16(),
            (status & MoreResultsExist) != 0,
            (status & (InTransaction | Autocommit)) == Autocommit
        );
    }

    public static StatementOutcome ReadEof(ReadOnlySpan<byte> packet)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        cursor.Skip(1);
        int warnings = cursor.ReadUInt16();
        ushort status = cursor.ReadUInt16();
        return new StatementOutcome(0, warnings, (status & MoreResultsExist) != 0, (status & (InTransaction | Autocommit)) == Autocommit);
    }

    /// <summary>The exception for an ERR packet. https://mariadb.com/kb/en/err_packet/</summary>
    public static Exception ReadError(ReadOnlySpan<byte> packet, MariaDbEndpoint endpoint, MariaDbAccount account, string activity)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        cursor.Skip(1);
        int number = cursor.ReadUInt16();
        ReadOnlySpan<byte> rest = cursor.Rest;
        string message = Encoding.UTF8.GetString(rest.Length > 6 && rest[0] == (byte)'#' ? rest[6..] : rest).TrimEnd('.');
        return ErrorOf(number, message, endpoint, account, activity);
    }

    /// <summary>The exception for the server's error number. Both clients use it.</summary>
    public static Exception ErrorOf(int number, string message, MariaDbEndpoint endpoint, MariaDbAccount account, string activity) =>
        number switch
        {
            _ when Gone.Contains(number) => new ServerGoneException(endpoint, activity, $"error {number}, {message}"),
            _ when Busy.Contains(number) => new ServerBusyException(endpoint, activity, number, message),
            _ when Refused.Contains(number) => new AccountRefusedException(endpoint, account, $"error {number}, {message}"),
            _ when FullDisk.IsMeantBy(number, message) => new ServerDiskFullException(
                endpoint,
                $"error {number} while {activity}, {message}"
            ),
            _ => new ServerErrorException(endpoint, activity, number, message),
        };
}

/// <summary>The contents of an OK packet. https://mariadb.com/kb/en/ok_packet/</summary>
/// <param name="Warnings">The number of warnings that SHOW WARNINGS would list (the server counts up to 65,535).</param>
/// <param name="MoreResults">The server's own flag. BINLOG statements lose it, so never rely on it alone.</param>
/// <param name="IsCommitted">
/// True when the session is in no transaction and the server commits each statement, so nothing can be rolled back any more.
/// </param>
internal readonly record struct StatementOutcome(ulong AffectedRows, int Warnings, bool MoreResults, bool IsCommitted);

/// <summary>The server refused a statement, and would refuse it again.</summary>
public sealed class ServerErrorException(MariaDbEndpoint endpoint, string activity, int number, string message)
    : PermanentException(
        $"The database at {endpoint} answered error {number} while {activity}: {message}.",
        number == Unknown
            ? "look at the end of the server's error log (SELECT @@log_error names the file): it has the reason. "
                + "No statement after this one ran."
            : "look the number up at https://mariadb.com/kb/en/mariadb-error-code-reference/. No statement after this one ran."
    )
{
    /// <summary>ER_UNKNOWN_ERROR. The server writes the reason only into its error log.</summary>
    public const int Unknown = 1105;

    /// <summary>The server's error number. https://mariadb.com/kb/en/mariadb-error-code-reference/</summary>
    public int Number { get; } = number;

    /// <summary>The same error, with what the server's error log says about it.</summary>
    public ServerErrorException Explained(string reason) => new(endpoint, activity, Number, $"{message}. Its log says: {reason}");
}

/// <summary>An error of the server that passes by itself: too many connections, a lock wait that timed out, a deadlock.</summary>
public sealed class ServerBusyException(MariaDbEndpoint endpoint, string activity, int number, string message)
    : TransientException(
        $"The database at {endpoint} answered error {number} while {activity}: {message}.",
        "start the same run again. If the error comes back, run SHOW FULL PROCESSLIST there: some session holds the locks or connections."
    )
{
    /// <summary>The server's error number. https://mariadb.com/kb/en/mariadb-error-code-reference/</summary>
    public int Number { get; } = number;
}

/// <summary>The connection was cut, or the server ended it, during work.</summary>
public sealed class ServerGoneException(MariaDbEndpoint endpoint, string activity, string reason, Exception? cause = null)
    : TransientException(
        $"The database at {endpoint} went away while {activity}: {reason}.",
        "see the server's error log for the reason, then start the same run again.",
        cause
    );
