using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay.Apply;

public sealed class TableEnginesTests(SourceServer source) : IClassFixture<SourceServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_WhoseNamesDifferInCaseOrAccentsOnly_AreToldApart()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(
            new MariaDbEndpoint(source.Server.Socket, null, 0),
            ShippingBench.Root,
            Token
        );
        (string Schema, string Table, bool IsTransactional)[] tables =
        [
            ("x", "m", true),
            ("x", "M", false),
            ("x", "umlaut", true),
            ("x", "umläut", false),
            ("x", "UMLAUT", false),
            ("X", "m", false),
            ("x", "it's \\ `quoted`", false),
            ("x", "not there", true),
        ];
        await root.ExecuteAsync("CREATE DATABASE x", Token);
        await root.ExecuteAsync("CREATE DATABASE X", Token);
        foreach ((string schema, string table, bool isTransactional) in tables.Where(table => table.Table != "not there"))
        {
            await root.ExecuteAsync(
                $"CREATE TABLE {schema}.`{table.Replace("`", "``", StringComparison.Ordinal)}` (a INT) "
                    + $"ENGINE={(isTransactional ? "InnoDB" : "MyISAM")}",
                Token
            );
        }

        var engines = new TableEngines(root, StringComparison.Ordinal);
        foreach ((string schema, string table, bool isTransactional) in tables)
        {
            (await engines.IsTransactionalAsync(schema, table, Token)).ShouldBe(isTransactional, $"{schema}.{table}");
        }
    }
}
