using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The account uses an authentication plugin that this client does not speak.</summary>
public sealed class UnsupportedAuthenticationException(MariaDbEndpoint endpoint, MariaDbAccount account, string plugin)
    : PermanentException(
        $"The account '{account.User}' at {endpoint} authenticates by '{plugin}'.",
        "use an account with mysql_native_password, as enroll-source.sql and prepare-target.sql create them.");
