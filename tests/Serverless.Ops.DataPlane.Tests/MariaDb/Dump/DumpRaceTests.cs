using System.Diagnostics;
using System.Text.RegularExpressions;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>
/// Statements that wait for the dump's locks, and DDL that gives the dump no error. Each test starts its race at the first chunk of the
/// dump, so that the race happens in every run.
/// </summary>
[Slow]
public sealed class DumpRaceTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FrozenTable_ThatWritersWaitFor_IsReadToItsEndAsOfTheCoordinates()
    {
        await MakeFrozenTableAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] writers = [.. Enumerable.Range(1, 2).Select(number => Task.Run(() => WriteAsync(number, stop.Token), Token))];
        using var trip = new RoundTrip();
        AtFirstChunk(trip, () => Wait.UntilAsync(async () => await CountWaitingAsync("Waiting for table level lock") == 2));

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        manifest.Tables.Single(table => table.Name == "m").Chunks.Count.ShouldBeGreaterThan(2);
        await servers.Target.EmptyAsync(Token);
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        await ReplayAsync(manifest.Coordinates);
        const string state = "select md5(group_concat(id, ':', n order by id)) from w.m where id <= 2";
        (await servers.Target.ScalarAsync(state, Token)).ShouldBe(await servers.Source.ScalarAsync(state, Token));
    }

    [Fact]
    public async Task FrozenTable_ThatAnAlterWaitsFor_IsReadToItsEnd()
    {
        await MakeFrozenTableAsync();
        using var trip = new RoundTrip();
        Task alter = Task.CompletedTask;
        AtFirstChunk(
            trip,
            async () =>
            {
                alter = servers.Source.ExecuteAsync("alter table w.m add column z int", Token);
                await Wait.UntilAsync(async () => await CountWaitingAsync("Waiting for table metadata lock") == 1);
            }
        );

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token);

        await alter;
        manifest.Restarts.ShouldBe(0);
        manifest.Tables.Single(table => table.Name == "m").Rows.ShouldBe(30_000);
    }

    [Fact]
    public async Task FrozenTables_NotOutInTime_AreLetGoWithATypedError()
    {
        await MakeFrozenTableAsync();
        using var trip = new RoundTrip { DumpOptions = new DumpOptions { FreezeLimit = TimeSpan.FromMilliseconds(50) } };
        AtFirstChunk(trip, () => Task.Delay(200, Token)); // Longer than the limit. Only real time can exceed it.

        FreezeTooLongException error = await Should.ThrowAsync<FreezeTooLongException>(() =>
            trip.DumpAsync(servers.Source, "backup-1", Token)
        );

        error.IsTransient.ShouldBeTrue();
        await servers.Source.ExecuteAsync("insert into w.m values (0, 1, '')", Token);
    }

    [Fact]
    public async Task Reader_ThatWaitedTooLongForATable_StartsTheDumpAgain()
    {
        await MakeTwinsAsync();
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 1, LockLimit = TimeSpan.FromSeconds(1) },
        };
        await using var connection = new MySqlConnection(servers.Source.Server.RootConnectionString);
        await connection.OpenAsync(Token);
        AtFirstChunk(trip, () => RunAsync(connection, "lock tables ddl.later write"));
        trip.DumpProgress = new AtRestart(() => new MySqlCommand("unlock tables", connection).ExecuteNonQuery());

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token);

        manifest.Restarts.ShouldBe(1);
    }

    // BACKUP STAGE lets statements such as GRANT through until it blocks commits. If such a statement is in the log before the coordinates,
    // the set must have its account.
    [Fact]
    public async Task AccountsThatAreMadeMeanwhile_AreInTheSet_OrInTheLogAfterIt()
    {
        await servers.Source.ExecuteAsync(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"create or replace user still_{i}@'%';")),
            Token
        );
        int restarts = 0;
        for (int attempt = 0; attempt < 10 && restarts == 0; attempt++)
        {
            await servers.Source.ExecuteAsync("flush binary logs", Token);
            restarts = (await DumpWhileAccountsAreMadeAsync(attempt)).Restarts;
        }

        restarts.ShouldBeGreaterThan(0, "no dump started again because of a new account");
    }

    private async Task<DatabaseManifest> DumpWhileAccountsAreMadeAsync(int attempt)
    {
        // The writer makes accounts until one of them makes the dump start again. Then it stops, so that the dump can finish.
        var made = new TaskCompletionSource();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writer = Task.Run(
            async () =>
            {
                for (int i = 0; !enough.IsCancellationRequested; i++)
                {
                    await servers.Source.ExecuteAsync($"create or replace user made_{attempt}_{i}@'%'", Token);
                    made.TrySetResult();
                }
            },
            Token
        );
        await made.Task;

        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 1, RestartLimit = 1_000 },
            DumpProgress = new AtRestart(enough.Cancel),
        };
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
        await enough.CancelAsync();
        await writer;

        string[] inSet =
        [
            .. manifest
                .Objects.Where(item => item.Kind == "account" && item.Name.StartsWith($"made_{attempt}_", StringComparison.Ordinal))
                .Select(item => item.Name),
        ];
        string log = await ReadLogAsync(manifest.Coordinates);
        string[] before =
        [
            .. Regex
                .Matches(log, $"create or replace user (made_{attempt}_[0-9]+)@")
                .Select(match => match.Groups[1].Value + "@%")
                .Distinct(),
        ];
        before.Length.ShouldBeGreaterThan(0);
        inSet.ShouldBe(before, ignoreOrder: true);
        return manifest;
    }

    [Fact]
    public async Task Reader_InACircleOfWaits_StartsTheDumpAgain()
    {
        await MakeTwinsAsync();
        await servers.Source.ExecuteAsync("create table ddl.earlier (a int); insert into ddl.earlier values (1)", Token);
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions
            {
                Connections = 1,
                SessionsPerConnection = 1,
                LockLimit = TimeSpan.FromMinutes(5),
            },
        }; // LockLimit is long, so that only the deadlock can end the waits
        await using var connection = new MySqlConnection(servers.Source.Server.RootConnectionString);
        await connection.OpenAsync(Token);
        Task locking = Task.CompletedTask;
        AtFirstChunk(
            trip,
            async () =>
            {
                // LOCK TABLES takes its locks in the order of names. It holds `earlier` and waits for `first`, which the dump reads.
                // Then the dump needs `earlier`, and the server ends the deadlock with error 1213.
                locking = Task.Run(() => RunAsync(connection, "lock tables ddl.first write, ddl.earlier write; unlock tables"), Token);
                await Wait.UntilAsync(async () => await CountWaitingAsync("Waiting for table metadata lock") == 1);
            }
        );

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token);

        await locking;
        manifest.Restarts.ShouldBe(1);
        manifest.Tables.Single(table => table.Name == "earlier").Rows.ShouldBe(1);
    }

    [Fact]
    public async Task FrozenTables_ThatAreNotHadInTime_AreATransientErrorWithItsNumber()
    {
        await MakeFrozenTableAsync();
        using var trip = new RoundTrip { DumpOptions = new DumpOptions { LockLimit = TimeSpan.FromSeconds(1) } };
        await using var connection = new MySqlConnection(servers.Source.Server.RootConnectionString);
        await connection.OpenAsync(Token);
        await RunAsync(connection, "lock tables w.m write");

        TransientException error = await Should.ThrowAsync<TransientException>(() =>
            trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token)
        );

        error.ShouldBeOfType<ServerBusyException>().Number.ShouldBe(1205);
        error.NextStep.ShouldContain("run SHOW FULL PROCESSLIST");
        await RunAsync(connection, "unlock tables");
        (await trip.DumpAsync(servers.Source, "backup-1", Token)).Tables.ShouldContain(table => table.Name == "m");
    }

    [Theory]
    [InlineData("alter table ddl.later rename column a to b, rename column b to a")]
    [InlineData("rename table ddl.later to ddl.t, ddl.twin to ddl.later, ddl.t to ddl.twin")]
    public async Task Swap_WithoutAnError_StartsTheDumpAgain(string swap)
    {
        await MakeTwinsAsync();
        using var trip = new RoundTrip { DumpOptions = new DumpOptions { Connections = 1 } };
        AtFirstChunk(trip, () => servers.Source.ExecuteAsync(swap, Token));

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token).WaitAsync(TimeSpan.FromMinutes(2), Token);

        manifest.Restarts.ShouldBe(1);
        await servers.Target.EmptyAsync(Token);
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        const string state = "select concat(sum(a), ' ', sum(b)) from ddl.later";
        (await servers.Target.ScalarAsync(state, Token)).ShouldBe(await servers.Source.ScalarAsync(state, Token));
    }

    private Task MakeFrozenTableAsync() =>
        servers.Source.ExecuteAsync(
            """
            drop database if exists ddl; create or replace database w; use w;
            create table m (id int primary key, n int, t varchar(200)) engine=MyISAM;
            insert into m select seq, 0, repeat('m', 150) from seq_1_to_30000;
            """,
            Token
        );

    // The dump reads the largest table first: `first`.
    private Task MakeTwinsAsync() =>
        servers.Source.ExecuteAsync(
            """
            drop database if exists w; create or replace database ddl; use ddl;
            create table first (a int primary key, t varchar(2000)); insert into first select seq, repeat('x', 2000) from seq_1_to_400;
            create table later (a int, b int); insert into later select seq, -seq from seq_1_to_100;
            create table twin (a int, b int); insert into twin select seq * 7, seq from seq_1_to_100; analyze table first, later, twin;
            """,
            Token
        );

    private static void AtFirstChunk(RoundTrip trip, Func<Task> act)
    {
        int chunks = 0;
        trip.BeforeChunks(() => Interlocked.Increment(ref chunks) == 1 ? act() : Task.CompletedTask);
    }

    private async Task<int> CountWaitingAsync(string state) =>
        int.Parse(
            (await servers.Source.ScalarAsync($"select count(*) from information_schema.processlist where state = '{state}'", Token))!
        );

    private async Task WriteAsync(int number, CancellationToken stop)
    {
        await using var connection = new MySqlConnection(servers.Source.Server.RootConnectionString + ";Default Command Timeout=0");
        await connection.OpenAsync(Token);
        while (!stop.IsCancellationRequested)
        {
            await RunAsync(connection, $"insert into w.m values ({number}, 1, '') on duplicate key update n = n + 1");
        }
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using MySqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<string> ReadLogAsync(BinlogCoordinates to)
    {
        var start = new ProcessStartInfo("mariadb-binlog") { RedirectStandardOutput = true };
        foreach (
            string argument in (string[])
                ["--no-defaults", $"--stop-position={to.Position}", Path.Combine(servers.Source.Server.Folder, "data", to.File)]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using Process reader = Process.Start(start)!;
        string text = await reader.StandardOutput.ReadToEndAsync(Token);
        await reader.WaitForExitAsync(Token);
        return text;
    }

    private async Task ReplayAsync(BinlogCoordinates from)
    {
        IEnumerable<string> logs = Directory
            .GetFiles(Path.Combine(servers.Source.Server.Folder, "data"), "mysql-bin.0*")
            .Order(StringComparer.Ordinal)
            .Where(path => string.CompareOrdinal(Path.GetFileName(path), from.File) >= 0);
        var start = new ProcessStartInfo("sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"mariadb-binlog --no-defaults --start-position={from.Position} {string.Join(' ', logs)} "
                + $"| mariadb --no-defaults --socket={servers.Target.Server.Socket} --user=root --binary-mode"
        );
        using Process shell = Process.Start(start)!;
        string errors = await shell.StandardError.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        (shell.ExitCode, errors).ShouldBe((0, ""));
    }
}
