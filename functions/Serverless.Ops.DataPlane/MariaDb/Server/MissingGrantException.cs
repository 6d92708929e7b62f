using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>The account may not do all that its job needs; found before any work.</summary>
/// <param name="serverWide">Privileges that it lacks on *.*.</param>
/// <param name="onTables">Privileges that it lacks on tables, each with its table.</param>
public sealed class MissingGrantException(MariaDbAccount account, IReadOnlyList<string> serverWide, IReadOnlyList<string> onTables)
    : PermanentException(
        $"The database account '{account.User}' lacks {Describe(serverWide, onTables)}.",
        "run infra/host/enroll-source.sql on a source, or prepare-target.sql on a target, again: they grant exactly what is needed.")
{
    public IReadOnlyList<string> Missing { get; } = [.. serverWide, .. onTables];

    private static string Describe(IReadOnlyList<string> serverWide, IReadOnlyList<string> onTables) =>
        string.Join(" and ", serverWide.Count > 0 ? [$"{string.Join(", ", serverWide)} on *.*", .. onTables] : onTables);
}
