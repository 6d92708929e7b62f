using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Server;

public sealed class AccountParameterTests
{
    [Fact]
    public void Account_InJson_IsRead()
    {
        MariaDbAccount account = AccountParameter.Parse("/p", new SecretText("""{"user":"ops_dump","password":"p\"w"}"""));

        account.User.ShouldBe("ops_dump");
        account.Password.Reveal().ShouldBe("p\"w");
        account.ToString().ShouldNotContain("p\"w");
    }

    [Theory]
    [InlineData("pw-in-the-clear")]
    [InlineData("{\"user\":\"u\"}")]
    [InlineData("{\"user\":\"\",\"password\":\"pw-in-the-clear\"}")]
    [InlineData("{\"user\":\"pw-in-the-clear\",\"password\":\"\"}")]
    [InlineData("{\"user\":1,\"password\":\"pw-in-the-clear\"}")]
    [InlineData("[\"pw-in-the-clear\"]")]
    [InlineData("{\"user\":\"u\",\"password\":\"pw-in-the-clear\"")]
    public void Account_InAnyOtherForm_IsAnErrorThatNamesItAndShowsNothing(string value)
    {
        ParameterMalformedException error = Should.Throw<ParameterMalformedException>(() =>
            AccountParameter.Parse("/serverless-ops/fern/accounts/dump", new SecretText(value))
        );

        error.Message.ShouldContain("/serverless-ops/fern/accounts/dump");
        error.ToString().ShouldNotContain("pw-in-the-clear");
    }
}
