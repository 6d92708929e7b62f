using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Server;

public sealed class GrantCheckTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Grants()
    {
        var data = new TheoryData<string, string>();
        foreach (string grant in RequiredGrants.Dump)
        {
            data.Add("dump", grant);
        }

        foreach (string grant in RequiredGrants.Target)
        {
            data.Add("target", grant);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Grants))]
    public async Task AccountThatLacksOneGrant_IsToldWhich(string job, string grant)
    {
        IReadOnlyList<string> required = job == "dump" ? RequiredGrants.Dump : RequiredGrants.Target;
        string everybody = "grant proxy on ''@'%' to lacking@localhost with grant option; ";
        string revoke = grant == "PROXY" ? "revoke proxy on ''@'%' from" : $"revoke {grant} on *.* from";
        string list = job == "dump" ? string.Join(", ", required) : "ALL PRIVILEGES";
        await source.Server.ExecuteAsync(
            "create or replace user lacking@localhost identified by 'x'; "
                + $"grant {list} on *.* to lacking@localhost {(job == "dump" ? "" : "with grant option")}; "
                + $"{everybody}{revoke} lacking@localhost",
            Token
        );
        var account = new MariaDbAccount("lacking", new("x"));
        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(source.Server.Endpoint, account, Token);

        MissingGrantException error = await Should.ThrowAsync<MissingGrantException>(() =>
            GrantCheck.RequireAsync(connection, account, required, Token)
        );

        error.Missing.ShouldBe([grant]);
    }

    [Fact]
    public async Task AccountsOfTheScripts_HaveExactlyWhatIsRequired()
    {
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await using MariaDbConnection dump = await MariaDbConnection.OpenAsync(source.Server.Endpoint, TestServer.DumpAccount, Token);
        await using MariaDbConnection restore = await MariaDbConnection.OpenAsync(target.Endpoint, TestServer.TargetAccount, Token);

        await GrantCheck.RequireAsync(dump, TestServer.DumpAccount, RequiredGrants.Dump, Token);
        await GrantCheck.RequireAsync(restore, TestServer.TargetAccount, RequiredGrants.Target, Token);

        string granted = (await dump.QueryStringsAsync("SHOW GRANTS", Token)).Single()[0]!;
        granted["GRANT ".Length..granted.IndexOf(" ON ", StringComparison.Ordinal)]
            .Split(", ")
            .ShouldBe(RequiredGrants.Dump, ignoreOrder: true);
    }
}
