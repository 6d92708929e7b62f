using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The server does not let this account in: wrong password, unknown account, or an account for other hosts.</summary>
public sealed class AccountRefusedException(MariaDbEndpoint endpoint, MariaDbAccount account, string reason)
    : PermanentException(
        $"The database at {endpoint} refuses the account '{account.User}': {reason}.",
        "compare the stored parameter of this account with the server; enroll-source.sql and prepare-target.sql set the passwords anew.");
