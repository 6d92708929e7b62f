using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class MariaDbConnectionTests(SourceServer source) : IClassFixture<SourceServer>
{
    private static readonly MariaDbAccount Root = new("root", new(""));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MariaDbEndpoint Socket => new(source.Server.Socket, null, 0);

    [Fact]
    public async Task Query_OverSocketAndTcp_ReadsRows()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        await root.ExecuteAsync("CREATE OR REPLACE USER 'tcp'@'127.0.0.1' IDENTIFIED BY 'sécret'", Token);
        await using MariaDbConnection tcp = await MariaDbConnection.OpenAsync(
            MariaDbEndpoint.Parse($"127.0.0.1:{source.Server.Port}"),
            new MariaDbAccount("tcp", new("sécret")),
            Token
        );

        (await tcp.QueryStringsAsync("SELECT 'ä', NULL, '' UNION ALL SELECT 1, 2, 3", Token)).ShouldBe([
            ["ä", null, ""],
            ["1", "2", "3"],
        ]);
        root.ServerVersion.ShouldContain("MariaDB");
        root.ConnectionId.ShouldBeGreaterThan(0u);
    }

    [Fact]
    public async Task Query_WithAValueOf40Megabytes_IsJoined()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);

        IReadOnlyList<string?[]> rows = await root.QueryStringsAsync("SELECT 1, REPEAT('a', 40000000), 2", Token);

        rows.Single()[1]!.Length.ShouldBe(40_000_000);
        rows.Single()[2].ShouldBe("2");
        (await root.QueryStringsAsync("SELECT 7", Token)).ShouldBe([
            ["7"],
        ]);
    }

    [Fact]
    public async Task WrongPassword_IsAnAccountRefused_WithoutTheSecret()
    {
        AccountRefusedException error = await Should.ThrowAsync<AccountRefusedException>(() =>
            MariaDbConnection.OpenAsync(Socket, new MariaDbAccount("root", new("hunter2")), Token)
        );

        error.Message.ShouldContain("'root'");
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task AnotherAuthenticationPlugin_IsNamed()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        await root.ExecuteAsync("SET GLOBAL secure_auth=OFF", Token);
        await root.ExecuteAsync(
            "CREATE OR REPLACE USER 'os'@'localhost' IDENTIFIED VIA mysql_old_password USING '378b243e220ca493'",
            Token
        );

        (
            await Should.ThrowAsync<UnsupportedAuthenticationException>(() =>
                MariaDbConnection.OpenAsync(Socket, new MariaDbAccount("os", new("x")), Token)
            )
        ).Message.ShouldContain("'mysql_old_password'");
    }

    [Fact]
    public async Task NobodyListening_IsUnreachable() =>
        await Should.ThrowAsync<ServerUnreachableException>(() =>
            MariaDbConnection.OpenAsync(new MariaDbEndpoint("/nowhere.sock", null, 0), Root, Token)
        );

    [Fact]
    public async Task TlsRequired_OfAServerWithoutIt_IsRefused() =>
        await Should.ThrowAsync<TlsUnavailableException>(() =>
            MariaDbConnection.OpenAsync(Socket with { TlsRequired = true }, Root, Token)
        );

    [Fact]
    public async Task ServerError_LeavesTheConnectionUsable()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        root.Activity = "reading nothing";

        ServerErrorException error = await Should.ThrowAsync<ServerErrorException>(() =>
            root.ExecuteAsync("SELECT * FROM mysql.nothing", Token)
        );

        error.Number.ShouldBe(1146);
        error.Message.ShouldContain("while reading nothing");
        (await root.QueryStringsAsync("SELECT 1", Token)).ShouldBe([
            ["1"],
        ]);
    }

    [Fact]
    public async Task Warnings_AreCounted()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        (await root.ExecuteAsync("SELECT CAST('x1' AS SIGNED), CAST('x2' AS SIGNED)", Token)).Warnings.ShouldBe(2);
    }

    [Fact]
    public async Task ManyStatements_AreCountedOneByOne()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);

        await root.ExecuteManyAsync("SET @a=1; SELECT 1; SET @b=2"u8.ToArray(), 3, Token);

        (await root.QueryStringsAsync("SELECT @b", Token)).ShouldBe([
            ["2"],
        ]);
        await Should.ThrowAsync<MalformedPacketException>(() => root.ExecuteManyAsync("SET @a=1; SET @b=3"u8.ToArray(), 1, Token));
    }

    [Fact]
    public async Task ManyStatements_WithAnErrorInTheMiddle_StopThere()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);

        await Should.ThrowAsync<ServerErrorException>(() =>
            root.ExecuteManyAsync("SET @c=1; SELECT nothing; SET @c=2"u8.ToArray(), 3, Token)
        );

        (await root.QueryStringsAsync("SELECT @c", Token)).ShouldBe([
            ["1"],
        ]);
    }

    [Fact]
    public async Task ServerKilledInsideAResult_SaysWhatWasRead()
    {
        string folder = Directory.CreateTempSubdirectory("ops-mariadb-").FullName;
        MariaDbServer server = await MariaDbServer.StartAsync(folder, [], Token);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(new MariaDbEndpoint(server.Socket, null, 0), Root, Token);
        root.Activity = "reading `db`.`tabMember`";
        ResultReader rows = await root.QueryAsync("SELECT REPEAT('a', 1000) FROM mysql.seq_1_to_10000000", Token);
        await rows.FillAsync(Token);

        await server.KillAsync();

        ServerGoneException error = await Should.ThrowAsync<ServerGoneException>(async () =>
        {
            while (await rows.FillAsync(Token))
            {
                while (rows.TryRead(out _)) { }
            }
        });
        error.Message.ShouldContain("`tabMember`");
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Cancellation_ClosesTheSocket()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        using var stop = new CancellationTokenSource();

        Task sleeping = root.ExecuteAsync("SELECT SLEEP(30)", stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sleeping);
        await Should.ThrowAsync<ServerGoneException>(() => root.ExecuteAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task LoadLocal_LoadsTheSource_AndASourceThatFailsLoadsNothing()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        await root.ExecuteAsync("CREATE OR REPLACE DATABASE loading", Token);
        await root.ExecuteAsync("CREATE TABLE loading.t (a INT) ENGINE=InnoDB", Token);
        const string Load = "LOAD DATA LOCAL INFILE 'x' INTO TABLE loading.t";
        int calls = 0;

        StatementOutcome outcome = await root.LoadLocalAsync(
            Load,
            (memory, _) => ValueTask.FromResult(calls++ == 0 ? Encoding.ASCII.GetBytes("1\n2\nx\n", memory.Span) : 0),
            Token
        );

        outcome.AffectedRows.ShouldBe(3ul);
        outcome.Warnings.ShouldBe(1);
        int failing = 0;
        await Should.ThrowAsync<IOException>(() =>
            root.LoadLocalAsync(
                Load,
                (memory, _) =>
                    failing++ == 0 ? ValueTask.FromResult(Encoding.ASCII.GetBytes("4\n", memory.Span)) : throw new IOException("cut"),
                Token
            )
        );
        await using MariaDbConnection after = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        (await after.QueryStringsAsync("SELECT COUNT(*) FROM loading.t", Token)).ShouldBe([
            ["3"],
        ]);
    }

    [Fact]
    public async Task AServerThatAsksForAFile_GetsNone()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(Socket, Root, Token);
        await root.ExecuteAsync("CREATE OR REPLACE DATABASE asking", Token);
        await root.ExecuteAsync("CREATE TABLE asking.t (a INT)", Token);

        await Should.ThrowAsync<MalformedPacketException>(() =>
            root.ExecuteAsync("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE asking.t", Token)
        );
    }
}
