using System.Diagnostics;
using MySqlConnector;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class ConsistencyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The log proves the coordinates. If one row of one engine belonged to another place, a replay from the coordinates would fail, or the
    /// target would differ from the source.
    /// </summary>
    [Fact]
    public async Task DumpUnderWriters_ReplayedWithTheRealLog_IsTheSource()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await source.ExecuteAsync(
            """
            create database w; use w;
            create table i (id int auto_increment primary key, v int, key (v)) engine=InnoDB;
            create table m (id int auto_increment primary key, v int, t varchar(200), key (v)) engine=MyISAM;
            create table a (id int primary key, n int) engine=Aria;
            create sequence s;
            insert into i (v) select seq from seq_1_to_20000;
            insert into m (v, t) select seq, repeat('m', 150) from seq_1_to_30000;
            insert into a select seq, 0 from seq_1_to_50;
            """,
            Token
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(number => Task.Run(() => WriteAsync(source, number, stop.Token), Token))];
        using var trip = new RoundTrip();

        DatabaseManifest[] manifests =
        [
            await trip.DumpAsync(source, "backup-1", Token),
            await trip.DumpAsync(source, "backup-2", Token),
            await trip.DumpAsync(source, "backup-3", Token),
        ];
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        // The log must go on after the third set, also if no writer has run since then.
        await source.ExecuteAsync("insert into w.i (v) values (0)", Token);
        DatabaseManifest final = await trip.DumpAsync(source, "backup-4", Token);

        for (int number = 0; number < manifests.Length; number++)
        {
            manifests[number].Coordinates.Position.ShouldBeLessThan(final.Coordinates.Position);
            manifests[number].LockCost.NonTransactionalTables.ShouldBe(["w.a", "w.m"]);
            await trip.ImportAsync(target, manifests[number].SetId, Token, $"restore-{number}");
            await trip.VerifyAsync(target, manifests[number].SetId, Token, $"restore-{number}");
            await ReplayAsync(source, target, manifests[number].Coordinates);
            (await trip.VerifyAsync(target, final.SetId, Token, $"restore-{number}")).Good.ShouldBeTrue();
            await target.ExecuteAsync(
                "drop database w; drop database serverless_ops; drop user ops_dump@localhost, ops_shipper@localhost",
                Token
            );
        }
    }

    // Each writer waits for the dump's locks like any application, and must never get an error.
    private static async Task WriteAsync(TestServer source, int number, CancellationToken stop)
    {
        await using var connection = new MySqlConnection(source.Server.RootConnectionString + ";Database=w");
        await connection.OpenAsync(CancellationToken.None);
        for (int round = 0; !stop.IsCancellationRequested; round++)
        {
            await using MySqlCommand command = connection.CreateCommand();
            command.CommandText = (round % 4) switch
            {
                0 => $"insert into m (v, t) values ({round}, 'alone'); update a set n = n + 1 where id = {1 + (round % 50)}",
                1 => $"begin; insert into i (v) values ({round}); insert into m (v, t) values ({round}, 'mixed'); "
                    + $"update i set v = v + 1 where id = {1 + (round % 900)}; commit",
                2 => $"begin; delete from i where id = {1000 + (round * 4) + number}; insert into i (v) values (nextval(s)); commit",
                _ => $"delete from m where id = {1000 + (round * 4) + number}; update m set v = -v where id = {round % 700}",
            };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task ReplayAsync(TestServer source, TestServer target, BinlogCoordinates from)
    {
        string[] logs =
        [
            .. Directory
                .GetFiles(Path.Combine(source.Server.Folder, "data"), "mysql-bin.0*")
                .Order(StringComparer.Ordinal)
                .Where(path => string.CompareOrdinal(Path.GetFileName(path), from.File) >= 0),
        ];
        var start = new ProcessStartInfo("sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"mariadb-binlog --no-defaults --start-position={from.Position} {string.Join(' ', logs)} "
                + $"| mariadb --no-defaults --socket={target.Server.Socket} --user=root --binary-mode"
        );
        using Process shell = Process.Start(start)!;
        string errors = await shell.StandardError.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        (shell.ExitCode, errors).ShouldBe((0, ""));
    }
}
