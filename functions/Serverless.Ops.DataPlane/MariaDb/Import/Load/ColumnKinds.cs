using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>The columns of a table that LOAD DATA treats in a way of their own, by their names. Read out of SHOW CREATE TABLE.</summary>
internal sealed partial class ColumnKinds
{
    public ColumnKinds(string createStatement)
    {
        foreach (string line in CreateStatement.Lines(createStatement))
        {
            if (DefinitionLine.ColumnName(line) is not { } quoted)
            {
                continue;
            }

            string name = SqlQuote.Unquoted(quoted[1..^1]);
            string rest = SqlQuote.Bare(line);
            if (rest.Contains(" GENERATED ALWAYS AS (", StringComparison.Ordinal))
            {
                Generated.Add(name);
            }
            else if (Enumeration().IsMatch(rest))
            {
                Enums.Add(name);
            }
            else if (NotNullShape().IsMatch(rest))
            {
                Shapes.Add(name);
            }
        }
    }

    public HashSet<string> Enums { get; } = new(StringComparer.Ordinal);

    /// <summary>Columns that the server computes, stored or virtual. No column of a period is among them.</summary>
    public HashSet<string> Generated { get; } = new(StringComparer.Ordinal);

    /// <summary>Geometries that are NOT NULL: a NULL in the text stands for an empty one, see <see cref="ValueForm.Shape"/>.</summary>
    public HashSet<string> Shapes { get; } = new(StringComparer.Ordinal);

    [GeneratedRegex("^  `` enum\\(")]
    private static partial Regex Enumeration();

    [GeneratedRegex("^  `` (?:geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection) .*NOT NULL")]
    private static partial Regex NotNullShape();
}
