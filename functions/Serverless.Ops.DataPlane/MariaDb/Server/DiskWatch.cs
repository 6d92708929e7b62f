using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Watches beside a job whether the server lets the job's statements wait for disk space. MyISAM and Aria do not fail on a full disk:
/// they wait without end until somebody frees space, and they tell the client nothing. This class ends such a statement, so that the
/// job ends and names the reason. InnoDB may find no room for a rollback either, and then the server aborts. In that case this class
/// looks at the free space of the server's folders, when they are on this host.
/// </summary>
internal sealed class DiskWatch
{
    // The stage's name in SHOW PROCESSLIST, the same in every language of lc_messages.
    private const string Waiting = "Waiting for someone to free space";
    private const int NoSuchThread = 1094;
    private const int UserColumn = 1;
    private const int StateColumn = 6;

    // InnoDB extends a file by up to four extents of up to 4 MiB.
    private const long LeastRoomBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly MariaDbConnection connection;
    private readonly string user;
    private string[] folders = [];
    private volatile bool hasSeen;

    private DiskWatch(MariaDbConnection connection, string user) => (this.connection, this.user) = (connection, user);

    /// <exception cref="ServerDiskFullException">
    /// The work failed after one of its statements had waited for room, or the server went away with its disk full.
    /// </exception>
    public static async Task<T> RunAsync<T>(
        MariaDbEndpoint target,
        MariaDbAccount account,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        connection.Activity = "preparing to watch the disk";
        var watch = new DiskWatch(connection, account.User);
        if (target.SocketPath is not null)
        {
            watch.folders =
            [
                .. (await connection.QueryStringsAsync("SELECT @@datadir, @@tmpdir", cancellationToken))[0]
                    .SelectMany(list => list!.Split(':')),
            ];
        }

        // A job that is told to stop may first have to finish a change. The watch goes on until the work has ended.
        using var stop = new CancellationTokenSource();
        Task watching = watch.WatchAsync(stop.Token);
        try
        {
            return await work();
        }
        catch (OpsException ended)
            when (ended is ServerErrorException or ServerBusyException or ServerGoneException && watch.FindSign(ended) is { } sign)
        {
            throw new ServerDiskFullException(target, $"{sign}. {ended.WhatHappened.TrimEnd('.')}", ended);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    private string? FindSign(OpsException ended) =>
        hasSeen ? "a statement waited for room and was ended"
        : ended is ServerGoneException && folders.FirstOrDefault(IsFull) is { } folder
            ? $"{folder} has no room left, and the server aborted"
        : null;

    private static bool IsFull(string folder) => Directory.Exists(folder) && new DriveInfo(folder).AvailableFreeSpace < LeastRoomBytes;

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await EndWaitingAsync(cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or OpsException)
        {
            // Either the job is over, or the server is gone or out of order. The job's own connections notice that too.
        }
    }

    private async Task EndWaitingAsync(CancellationToken cancellationToken)
    {
        foreach (string id in await FindWaitingAsync(cancellationToken))
        {
            hasSeen = true;
            try
            {
                await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"KILL QUERY {id}"), cancellationToken);
            }
            catch (ServerErrorException gone) when (gone.Number == NoSuchThread)
            {
                // The statement ended in the meantime.
            }
        }
    }

    // information_schema is not used, since it may need a file in the tmpdir. Only the needed columns are decoded, since the statements
    // in a later column may not be text.
    private async Task<IReadOnlyList<string>> FindWaitingAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "checking whether statements wait for disk space";
        var ids = new List<string>();
        ResultReader sessions = await connection.QueryAsync("SHOW PROCESSLIST", cancellationToken);
        while (await sessions.FillAsync(cancellationToken))
        {
            while (sessions.TryRead(out ReadOnlySpan<byte> row))
            {
                if (Read(row, UserColumn) == user && Read(row, StateColumn) == Waiting)
                {
                    ids.Add(Read(row, 0));
                }
            }
        }

        return ids;
    }

    private static string Read(ReadOnlySpan<byte> row, int column)
    {
        var cursor = new SpanReader<ShortPacket>(row);
        ReadOnlySpan<byte> value = default;
        for (int i = 0; i <= column; i++)
        {
            cursor.TryReadField(out value);
        }

        return Encoding.UTF8.GetString(value);
    }
}
