using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// One connection to a MariaDB server, for bulk data. It reads rows of the text protocol with no object per value, sends LOAD DATA LOCAL,
/// counts the results of several statements, and sends replication commands. Only one caller may use it at a time.
/// A failed or cancelled read or write closes the socket. After a <see cref="ServerErrorException"/> the connection is still usable.
/// https://mariadb.com/kb/en/clientserver-protocol/
/// </summary>
internal sealed class MariaDbConnection : IAsyncDisposable
{
    private readonly MariaDbEndpoint endpoint;
    private readonly MariaDbAccount account;
    private Stream stream;
    private PacketReader reader;
    private PacketWriter writer;
    private bool broken;
    private bool resultOpen;

    private MariaDbConnection(MariaDbEndpoint endpoint, MariaDbAccount account, Stream stream)
    {
        (this.endpoint, this.account, this.stream) = (endpoint, account, stream);
        (reader, writer) = (new PacketReader(stream), new PacketWriter(stream));
    }

    /// <summary>The present work of the connection, for messages: "reading `db`.`table`". Never a statement with values.</summary>
    public string Activity { get; set; } = "logging in";

    /// <summary>The server's id of this connection, for KILL and the process list.</summary>
    public uint ConnectionId { get; private set; }

    public string ServerVersion { get; private set; } = "";

    /// <summary>Connects and logs in. The session's variables are those of <see cref="SessionVariables"/>.</summary>
    /// <exception cref="ServerUnreachableException"/>
    /// <exception cref="AccountRefusedException"/>
    /// <exception cref="UnsupportedAuthenticationException"/>
    /// <exception cref="TlsUnavailableException"/>
    public static async Task<MariaDbConnection> OpenAsync(
        MariaDbEndpoint endpoint,
        MariaDbAccount account,
        CancellationToken cancellationToken
    )
    {
        var connection = new MariaDbConnection(endpoint, account, await Transport.ConnectAsync(endpoint, cancellationToken));
        try
        {
            await connection.LogInAsync(cancellationToken);
            await connection.BeginSessionAsync(cancellationToken);
            connection.Activity = "working";
            return connection;
        }
        catch
        {
            connection.broken = true;
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one statement. Rows of its answer are read and dropped.</summary>
    public Task<StatementOutcome> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        ExecuteManyAsync(Encoding.UTF8.GetBytes(sql), 1, cancellationToken);

    /// <summary>
    /// Runs a text of several statements and reads one result for each statement. The caller gives the number, because a BINLOG
    /// statement loses the server's "more results" flag. An error names the activity; the statements after the failed one did not run.
    /// </summary>
    /// <returns>The last outcome, with the number of warnings of all statements.</returns>
    public async Task<StatementOutcome> ExecuteManyAsync(ReadOnlyMemory<byte> sql, int expectedResults, CancellationToken cancellationToken)
    {
        await SendCommandAsync(Command.Query, sql, cancellationToken);
        int warnings = 0;
        StatementOutcome outcome = default;
        for (int result = 0; result < expectedResults; result++)
        {
            outcome = await ReadResultAsync(cancellationToken);
            warnings += outcome.Warnings;
        }

        if (outcome.MoreResults)
        {
            broken = true;
            throw new MalformedPacketException($"The server sent more than the expected {expectedResults} results while {Activity}.");
        }

        return outcome with
        {
            Warnings = warnings,
        };
    }

    /// <summary>
    /// Runs a text with any number of results, such as a compound statement or the maintenance of a table. Reading ends when the server
    /// says that no more results follow. So the text must not have a BINLOG statement beside other statements.
    /// </summary>
    public async Task ExecuteAllAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken)
    {
        await SendCommandAsync(Command.Query, sql, cancellationToken);
        while ((await ReadResultAsync(cancellationToken)).MoreResults) { }
    }

    /// <summary>Starts a query. The caller must read the rows to their end.</summary>
    public async Task<ResultReader> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await SendCommandAsync(Command.Query, Encoding.UTF8.GetBytes(sql), cancellationToken);
        await FillAsync(cancellationToken);
        int count = ReadColumnCount();
        if (count == 0)
        {
            throw new InvalidOperationException("The statement has no result set; use ExecuteAsync.");
        }

        ColumnDefinition[] columns = await ReadColumnsAsync(count, cancellationToken);
        resultOpen = true;
        return new ResultReader(this, columns);
    }

    /// <summary>All rows of a small query as text; null for NULL.</summary>
    /// <exception cref="NotTextException">A value is not UTF-8. The connection cannot be used afterwards.</exception>
    public Task<IReadOnlyList<string?[]>> QueryStringsAsync(string sql, CancellationToken cancellationToken) =>
        QueryAllAsync(sql, ReadText, cancellationToken);

    /// <summary>All rows of a small query as the bytes that the server sent; null for NULL.</summary>
    public Task<IReadOnlyList<byte[]?[]>> QueryBytesAsync(string sql, CancellationToken cancellationToken) =>
        QueryAllAsync(sql, value => value.ToArray(), cancellationToken);

    /// <summary>
    /// Runs LOAD DATA LOCAL with the source's bytes as the file. An exception of the source closes the connection, and nothing is loaded.
    /// </summary>
    public async Task<StatementOutcome> LoadLocalAsync(string sql, LocalInfileSource source, CancellationToken cancellationToken)
    {
        await SendCommandAsync(Command.Query, Encoding.UTF8.GetBytes(sql), cancellationToken);
        await FillAsync(cancellationToken);
        if (TakeAnswer() != ServerAnswer.LocalInfile)
        {
            broken = true;
            throw new MalformedPacketException("The server did not ask for the file of a LOAD DATA LOCAL.");
        }

        byte[] packet = new byte[256 * 1024];
        writer.Sequence = reader.NextSequence;
        int filled;
        do
        {
            try
            {
                filled = await source(packet.AsMemory(PacketWriter.HeaderBytes), cancellationToken);
            }
            catch
            {
                // An empty packet would commit the rows that were sent so far.
                broken = true;
                await stream.DisposeAsync();
                throw;
            }

            await GuardAsync(writer.WriteInPlaceAsync(packet.AsMemory(0, PacketWriter.HeaderBytes + filled), cancellationToken));
        } while (filled > 0);

        return await ReadResultAsync(cancellationToken);
    }

    /// <summary>Sends one command. The caller reads the answer.</summary>
    public ValueTask SendCommandAsync(Command command, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (broken)
        {
            throw new ServerGoneException(endpoint, Activity, "this connection was already closed");
        }

        return resultOpen
            ? throw new InvalidOperationException("A result is still open on this connection.")
            : GuardAsync(writer.WriteCommandAsync((byte)command, body, cancellationToken));
    }

    /// <summary>Waits until <see cref="TryReadPacket"/> has a whole packet. Returns at once when it already has one.</summary>
    public ValueTask FillAsync(CancellationToken cancellationToken)
    {
        ValueTask filling = reader.FillAsync(cancellationToken);
        return filling.IsCompletedSuccessfully ? ValueTask.CompletedTask : GuardAsync(filling);
    }

    /// <summary>The next packet's payload, when all of it has arrived. The span is valid until the next call.</summary>
    public bool TryReadPacket(out ReadOnlySpan<byte> payload) => reader.TryRead(out payload);

    /// <summary>The exception for an ERR packet, with this connection's activity in its message.</summary>
    public Exception ReadError(ReadOnlySpan<byte> packet) => ServerAnswer.ReadError(packet, endpoint, account, Activity);

    public async ValueTask DisposeAsync()
    {
        if (!broken && !resultOpen)
        {
            try
            {
                await writer.WriteCommandAsync((byte)Command.Quit, ReadOnlyMemory<byte>.Empty, CancellationToken.None);
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                broken = true; // the connection is being closed anyway
            }
        }

        await stream.DisposeAsync();
    }

    internal void EndResult() => resultOpen = false;

    private async Task LogInAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        Handshake handshake = TakeGreeting();
        (ServerVersion, ConnectionId) = (handshake.ServerVersion, handshake.ConnectionId);
        writer.Sequence = reader.NextSequence;
        if (endpoint.TlsRequired)
        {
            if (!handshake.Offered.HasFlag(Capabilities.Tls))
            {
                throw new TlsUnavailableException(endpoint, "the server offers no TLS");
            }

            await GuardAsync(writer.WriteAsync(Handshake.TlsRequest(), cancellationToken));
            byte sequence = writer.Sequence;
            stream = await Transport.EncryptAsync(stream, endpoint, cancellationToken);
            (reader, writer) = (new PacketReader(stream), new PacketWriter(stream) { Sequence = sequence });
        }

        await GuardAsync(writer.WriteAsync(handshake.Login(account, endpoint.TlsRequired), cancellationToken));
        await FillAsync(cancellationToken);
        byte[]? proof = TakeLoginAnswer();
        if (proof is not null)
        {
            writer.Sequence = reader.NextSequence;
            await GuardAsync(writer.WriteAsync(proof, cancellationToken));
            await FillAsync(cancellationToken);
            if (TakeLoginAnswer() is not null)
            {
                throw new UnsupportedAuthenticationException(endpoint, account, "more than one exchange");
            }
        }
    }

    // The server runs init_connect after the login. The reset undoes its locks, transactions, temporary tables and variables, and does
    // not run it again. https://mariadb.com/kb/en/com_reset_connection/
    private async Task BeginSessionAsync(CancellationToken cancellationToken)
    {
        Activity = "beginning its session";
        await SendCommandAsync(Command.ResetConnection, ReadOnlyMemory<byte>.Empty, cancellationToken);
        await ReadResultAsync(cancellationToken);
        await ExecuteAsync(SessionVariables.LiftLimits, cancellationToken);
        IReadOnlyList<string?[]> present = await QueryStringsAsync(SessionVariables.ListPresent, cancellationToken);
        await ExecuteAsync(SessionVariables.Pin(present.Select(row => row[0]!)), cancellationToken);
    }

    private Handshake TakeGreeting()
    {
        ReadOnlySpan<byte> packet = TakePacket();
        return packet[0] == ServerAnswer.Error ? throw ReadError(packet) : Handshake.Read(packet);
    }

    // Null after the login. Otherwise the server asked for a second proof with another salt, and this is the proof.
    private byte[]? TakeLoginAnswer()
    {
        ReadOnlySpan<byte> packet = TakePacket();
        switch (packet[0])
        {
            case ServerAnswer.Ok:
                return null;
            case ServerAnswer.Error:
                throw ReadError(packet);
            case ServerAnswer.Eof when packet.Length > 1:
                var cursor = new SpanReader<ShortPacket>(packet[1..]);
                string plugin = Encoding.ASCII.GetString(cursor.ReadZeroTerminated());
                return plugin == Handshake.NativePassword
                    ? Handshake.Prove(account.Password.Reveal(), cursor.Take(20))
                    : throw new UnsupportedAuthenticationException(endpoint, account, plugin);
            default:
                throw new UnsupportedAuthenticationException(endpoint, account, "mysql_old_password");
        }
    }

    private async Task<StatementOutcome> ReadResultAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        int columns = TakeOutcomeOrColumnCount(out StatementOutcome outcome);
        if (columns == 0)
        {
            return outcome;
        }

        await ReadColumnsAsync(columns, cancellationToken);
        while (true)
        {
            await FillAsync(cancellationToken);
            ReadOnlySpan<byte> packet = TakePacket();
            if (packet.Length > 0 && packet[0] == ServerAnswer.Error)
            {
                throw ReadError(packet);
            }

            if (ServerAnswer.IsEof(packet))
            {
                return ServerAnswer.ReadEof(packet);
            }
        }
    }

    private async Task<ColumnDefinition[]> ReadColumnsAsync(int count, CancellationToken cancellationToken)
    {
        var columns = new ColumnDefinition[count];
        for (int i = 0; i < count; i++)
        {
            await FillAsync(cancellationToken);
            columns[i] = ColumnDefinition.Read(TakePacket());
        }

        await FillAsync(cancellationToken);
        return ServerAnswer.IsEof(TakePacket())
            ? columns
            : throw new MalformedPacketException("The column definitions of a result do not end with an EOF packet.");
    }

    private int ReadColumnCount() => TakeOutcomeOrColumnCount(out _);

    private int TakeOutcomeOrColumnCount(out StatementOutcome outcome)
    {
        ReadOnlySpan<byte> packet = TakePacket();
        outcome = default;
        switch (packet[0])
        {
            case ServerAnswer.Ok:
                outcome = ServerAnswer.ReadOk(packet);
                return 0;
            case ServerAnswer.Error:
                throw ReadError(packet);
            case ServerAnswer.LocalInfile:
                // Only LoadLocalAsync sends the bytes of a file. A server that asks for a file at another time gets none.
                broken = true;
                throw new MalformedPacketException("The server asked for a local file, and no LOAD DATA LOCAL is running.");
            default:
                return (int)new SpanReader<ShortPacket>(packet).ReadLengthEncodedInteger();
        }
    }

    private byte TakeAnswer()
    {
        ReadOnlySpan<byte> packet = TakePacket();
        return packet[0] == ServerAnswer.Error ? throw ReadError(packet) : packet[0];
    }

    private ReadOnlySpan<byte> TakePacket()
    {
        if (!reader.TryRead(out ReadOnlySpan<byte> packet))
        {
            throw new InvalidOperationException("No whole packet has arrived; call FillAsync first.");
        }

        return packet.IsEmpty ? throw new MalformedPacketException(0, 1, 0) : packet;
    }

    private async Task<IReadOnlyList<T?[]>> QueryAllAsync<T>(string sql, ValueReader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        ResultReader result = await QueryAsync(sql, cancellationToken);
        var rows = new List<T?[]>();
        while (await result.FillAsync(cancellationToken))
        {
            while (result.TryRead(out ReadOnlySpan<byte> row))
            {
                var cursor = new SpanReader<ShortPacket>(row);
                var values = new T?[result.Columns.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = cursor.TryReadField(out ReadOnlySpan<byte> value) ? read(value) : null;
                }

                rows.Add(values);
            }
        }

        return rows;
    }

    // No replacement characters: they would make different bytes of source and target look equal.
    private string ReadText(ReadOnlySpan<byte> value)
    {
        broken |= !Utf8.IsValid(value);
        return broken ? throw new NotTextException(Activity) : Encoding.UTF8.GetString(value);
    }

    // Every wait on the socket goes through here. A wait that fails closes the connection, and its error names the activity.
    private async ValueTask GuardAsync(ValueTask waiting)
    {
        try
        {
            await waiting;
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            broken = true;
            await stream.DisposeAsync();
            throw new ServerGoneException(endpoint, Activity, failure.Message, failure);
        }
        catch (BufferFullException large)
        {
            broken = true;
            await stream.DisposeAsync();
            throw new RowTooLargeException(Activity, large.Bytes, large.Most, large);
        }
        catch
        {
            broken = true;
            await stream.DisposeAsync();
            throw;
        }
    }
}

/// <summary>
/// First byte of a command packet. https://mariadb.com/kb/en/2-text-protocol/ and https://mariadb.com/kb/en/replication-protocol/
/// </summary>
internal enum Command : byte
{
    Quit = 0x01,
    Query = 0x03,
    SourceLogStream = 0x12,
    ResetConnection = 0x1F,
}

/// <summary>
/// Fills the memory with the next bytes of a LOAD DATA LOCAL; 0 is the end.
/// An exception breaks the connection, so that the server rolls back.
/// </summary>
internal delegate ValueTask<int> LocalInfileSource(Memory<byte> memory, CancellationToken cancellationToken);

/// <summary>The value of one field, from its bytes.</summary>
internal delegate T ValueReader<T>(ReadOnlySpan<byte> value);

/// <summary>The server sent bytes that are not UTF-8 as text.</summary>
/// <param name="activity">The work of the connection; it names the object.</param>
public sealed class NotTextException(string activity)
    : PermanentException(
        $"While {activity}, the database server sent bytes that are not UTF-8 text. They cannot be kept exactly.",
        "make this object again without binary strings in its definition."
    );
