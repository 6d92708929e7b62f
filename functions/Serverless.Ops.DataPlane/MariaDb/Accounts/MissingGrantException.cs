using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Accounts;

/// <summary>The account may not do all that its job needs; found before any work.</summary>
public sealed class MissingGrantException(MariaDbAccount account, IReadOnlyList<string> missing)
    : PermanentException(
        $"The database account '{account.User}' lacks {string.Join(", ", missing)} on *.*.",
        "run infra/host/enroll-source.sql on a source, or prepare-target.sql on a target, again: they grant exactly what is needed.")
{
    public IReadOnlyList<string> Missing { get; } = missing;
}
