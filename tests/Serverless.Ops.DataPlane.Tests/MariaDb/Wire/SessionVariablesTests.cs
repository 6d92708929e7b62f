using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

/// <summary>
/// The list of session variables against a real server's own list, and the sessions of both clients on a server whose settings are as
/// bad as they can be.
/// </summary>
public sealed class SessionVariablesTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverySessionVariableOfTheServer_IsPinnedOrLeftForAReason()
    {
        await using MariaDbConnection root = await OpenAsync(new("root", new("")));
        IReadOnlyList<string?[]> all = await root.QueryStringsAsync(
            "SELECT LOWER(variable_name) FROM information_schema.system_variables WHERE variable_scope LIKE 'SESSION%' ORDER BY 1",
            Token
        );
        string[] known =
        [
            .. SessionVariables.Pinned.Select(variable => variable.Name),
            .. SessionVariables.Left.SelectMany(group => group.Names.Split(' ')),
        ];

        all.Select(row => row[0]!)
            .Except(known)
            .ShouldBeEmpty("Decide for each: pin it in SessionVariables, or leave it there with the reason why it changes no result.");
        known.GroupBy(name => name).Where(names => names.Count() > 1).Select(names => names.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task OnAHostileServer_TheSessionsOfBothClientsAreAsOnAFreshServer()
    {
        IReadOnlyList<string> fresh = await ReadPinnedAsync(TestServer.ShipperAccount);
        await source.Server.ExecuteAsync("create database hostile", Token);
        foreach (string setting in HostileSettings.Session)
        {
            await source.Server.ExecuteAsync($"set global {setting}", Token);
        }

        await source.Server.ExecuteAsync($"set global init_connect = \"{HostileSettings.InitConnect}\"", Token);

        (await ReadPinnedAsync(TestServer.ShipperAccount)).ShouldBe(fresh);
        (await ReadPinnedWithConnectorAsync(TestServer.ShipperAccount)).ShouldBe(fresh);
        await using MariaDbConnection connection = await OpenAsync(TestServer.ShipperAccount);
        (await connection.QueryStringsAsync("SELECT @@in_transaction, @left_over, @@timestamp > 1e9", Token))[0].ShouldBe(["0", null, "1"]);
    }

    [Fact]
    public async Task AnInitConnectThatFails_IsNamed()
    {
        await using TestServer server = await TestServer.StartSourceAsync(Token, "init-connect=SELECT nothing");

        ServerGoneException error = await Should.ThrowAsync<ServerGoneException>(() =>
            MariaDbConnection.OpenAsync(server.Endpoint, TestServer.ShipperAccount, Token)
        );

        error.Message.ShouldContain("init_connect");
    }

    [Fact]
    public async Task AnOutcome_SaysWhetherItIsCommitted()
    {
        await using MariaDbConnection root = await OpenAsync(new("root", new("")));

        (await root.ExecuteAsync("DO 1", Token)).IsCommitted.ShouldBeTrue();
        (await root.ExecuteAsync("START TRANSACTION", Token)).IsCommitted.ShouldBeFalse();
        (await root.ExecuteAsync("COMMIT", Token)).IsCommitted.ShouldBeTrue();
        (await root.ExecuteAsync("SET autocommit=0", Token)).IsCommitted.ShouldBeFalse();
    }

    private Task<MariaDbConnection> OpenAsync(MariaDbAccount account) =>
        MariaDbConnection.OpenAsync(source.Server.Endpoint, account, Token);

    private static string Query(IEnumerable<string> present) =>
        "SELECT CONCAT_WS('\n', "
        + string.Join(
            ", ",
            SessionVariables
                .Pinned.Where(variable => present.Contains(variable.Name))
                .Select(one => $"CONCAT('{one.Name} ', IFNULL(@@session.{one.Name}, 'NULL'))")
        )
        + ")";

    private async Task<IReadOnlyList<string>> ReadPinnedAsync(MariaDbAccount account)
    {
        await using MariaDbConnection connection = await OpenAsync(account);
        IReadOnlyList<string?[]> present = await connection.QueryStringsAsync(SessionVariables.ListPresent, Token);
        return (await connection.QueryStringsAsync(Query(present.Select(row => row[0]!)), Token))[0][0]!.Split('\n');
    }

    private async Task<IReadOnlyList<string>> ReadPinnedWithConnectorAsync(MariaDbAccount account)
    {
        await using MariaDbConnection wire = await OpenAsync(account);
        IReadOnlyList<string?[]> present = await wire.QueryStringsAsync(SessionVariables.ListPresent, Token);
        return await SqlSession.RunAsync(
            source.Server.Endpoint,
            account,
            "reading its session",
            timeoutSeconds: 0,
            async session =>
            {
                await using var command = new MySqlCommand(Query(present.Select(row => row[0]!)), session);
                return ((string)(await command.ExecuteScalarAsync(Token))!).Split('\n');
            },
            Token
        );
    }
}
