using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Sql;

public sealed class ClientTextTests(SourceServer source) : IClassFixture<SourceServer>
{
    private static readonly string[] Written = ["utf8mb4", "utf8mb3", "latin1", "binary"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCollationOfTheServer_GivesItsBytes_OrNone()
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(
            new(source.Server.Socket, null, 0),
            ShippingBench.Root,
            Token
        );
        IReadOnlyList<string?[]> collations = await root.QueryStringsAsync(
            "SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY WHERE ID IS NOT NULL",
            Token
        );
        collations.Count.ShouldBeGreaterThan(300);
        foreach (string?[] collation in collations)
        {
            byte[]? bytes = ClientText.Encode("ü", int.Parse(collation[0]!, System.Globalization.CultureInfo.InvariantCulture));

            string? expected = Written.Contains(collation[1])
                ? (await root.QueryStringsAsync($"SELECT HEX(CONVERT('ü' USING {collation[1]}))", Token))[0][0]
                : null;
            (bytes is null ? null : Convert.ToHexString(bytes)).ShouldBe(expected, $"{collation[0]} of {collation[1]}");
        }
    }

    [Theory]
    [InlineData("ж", 8, null)]
    [InlineData("€", 8, null)]
    [InlineData("ж", 0, null)]
    [InlineData("abc", 0, "616263")]
    [InlineData("abc", 28, "616263")]
    public void TextThatTheCharacterSetMayLack_GivesNone(string text, int collation, string? expected) =>
        (ClientText.Encode(text, collation) is { } bytes ? Convert.ToHexString(bytes) : null).ShouldBe(expected);
}
