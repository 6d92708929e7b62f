using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Puts views after those that they use. The server does not tell what a view uses; its statement does, since SHOW CREATE VIEW
/// quotes every name. A column that is called like a view only adds a needless wish, which is dropped where wishes go round.
/// </summary>
internal static class ViewOrder
{
    public static IReadOnlyList<SchemaObject> Sort(IReadOnlyList<SchemaObject> views)
    {
        var sorted = new List<SchemaObject>(views.Count);
        var seen = new HashSet<SchemaObject>(ReferenceEqualityComparer.Instance);
        foreach (SchemaObject view in views)
        {
            Visit(view);
        }

        return sorted;

        void Visit(SchemaObject view)
        {
            if (!seen.Add(view))
            {
                return;
            }

            foreach (SchemaObject other in views)
            {
                if (
                    !ReferenceEquals(other, view)
                    && view.Statements[0].Contains(SqlQuote.Name(other.Name), StringComparison.OrdinalIgnoreCase)
                )
                {
                    Visit(other);
                }
            }

            sorted.Add(view);
        }
    }
}
