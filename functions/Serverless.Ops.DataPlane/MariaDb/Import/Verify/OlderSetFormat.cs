using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Sets of format 1 that are older than <see cref="DatabaseManifest.NotCarried"/>. They do not hold grants to PUBLIC, server definitions,
/// library functions or the age of passwords. A verification compares a target only with what such a set holds.
/// </summary>
internal static class OlderSetFormat
{
    public static IReadOnlyList<SchemaObject> KnownOf(DatabaseManifest manifest, IReadOnlyList<SchemaObject> found) =>
        manifest.NotCarried is not null
            ? found
            : [.. found.Select(item => item.Kind == "account" ? item with { Statements = WithoutProperties(item.Statements) } : item)];

    private static IReadOnlyList<string> WithoutProperties(IReadOnlyList<string> statements) =>
        statements.Count > 1
        && statements[^2].StartsWith("UPDATE mysql.global_priv ", StringComparison.Ordinal)
        && statements[^1] == GrantRows.Reload
            ? [.. statements.SkipLast(2)]
            : statements;
}
