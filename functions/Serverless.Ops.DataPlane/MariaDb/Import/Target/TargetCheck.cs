using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Checks a target before the first write: the account's grants, the server's variables and version, and that the server is empty.
/// </summary>
internal static class TargetCheck
{
    private static readonly string[] MustBeTheSame = ["lower_case_table_names", "innodb_page_size"];

    public static async Task RequireAsync(
        MariaDbConnection connection,
        ImportRequest request,
        DatabaseManifest manifest,
        CancellationToken cancellationToken
    )
    {
        await GrantCheck.RequireAsync(connection, request.Account, RequiredGrants.Target, cancellationToken);
        await TargetSettings.RequireAsync(connection, TargetSettings.OfEveryJob, cancellationToken);
        ServerDescription target = (await ServerVariables.ReadAsync(connection, cancellationToken)).DescribeForDatabaseSet();
        bool hasFullText = manifest.Tables.Any(table => table.CreateStatement.Contains("FULLTEXT KEY", StringComparison.Ordinal));
        foreach (string variable in MustBeTheSame.Concat(hasFullText ? ServerVariables.FullTextSettings : []))
        {
            // Older sets do not have all of them.
            if (manifest.Server.Variables.TryGetValue(variable, out string? source) && target.Variables[variable] != source)
            {
                throw new IncompatibleTargetException(variable, source, target.Variables[variable]);
            }
        }

        if (Series(target.Version).CompareTo(Series(manifest.Server.Version)) < 0)
        {
            throw new IncompatibleTargetException("version", manifest.Server.Version, target.Version);
        }

        await RequireEmptyAsync(connection, request, manifest, cancellationToken);
        await TargetNeeds.RequireAsync(connection, manifest, cancellationToken);
    }

    private static async Task RequireEmptyAsync(
        MariaDbConnection connection,
        ImportRequest request,
        DatabaseManifest manifest,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "looking whether the target is empty";
        IReadOnlyList<SchemaEntry> schemas = await ServerReader.ReadSchemasAsync(connection, cancellationToken);
        InstanceContents instance = await InstanceContents.ReadAsync(connection, cancellationToken);

        // root at the server's own host name is a server's own account. On a source with another host name the account of the same
        // name is the estate's, and the set carries it.
        IEnumerable<string> taken = instance
            .NotCarried.Where(item => item.Kind == "account")
            .Select(item => item.Name)
            .Intersect(manifest.Objects.Where(item => item.Kind == "account").Select(item => item.Name), StringComparer.Ordinal);
        string[] found =
        [
            .. schemas.Select(schema => $"database {schema.Name}"),
            .. instance.Objects.Select(item => $"{item.Kind} {item.Name}"),
            .. taken.Select(name => $"account {name}, which the set brings as well"),
        ];
        if (found.Length > 0)
        {
            throw new TargetNotEmptyException(request.Target.ToString(), found);
        }
    }

    private static Version Series(string version) =>
        Version.TryParse(
            string.Join('.', version.Replace("5.5.5-", "", StringComparison.Ordinal).Split('-')[0].Split('.').Take(2)),
            out Version? parsed
        )
            ? parsed
            : new Version(0, 0);
}

/// <summary>The target is not empty. A restore never overwrites anything.</summary>
public sealed class TargetNotEmptyException(string endpoint, IReadOnlyList<string> found)
    : PermanentException(
        $"The target {endpoint} is not empty; it holds {string.Join(", ", found.Take(20))}"
            + $"{(found.Count > 20 ? $" and {found.Count - 20} more" : "")}.",
        "restore into a fresh instance; do not empty this server until you know whose it is."
    );
