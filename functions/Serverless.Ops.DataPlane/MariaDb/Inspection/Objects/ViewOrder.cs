using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Puts each view after the views that it uses. The server does not list these, so they are found in the view's statement: SHOW CREATE VIEW
/// quotes every name, and in a session without a default database it writes the database before each table and view. An alias with the name
/// of a database can still add a needless dependency. A cycle of dependencies is cut.
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
                    && ObjectStatement
                        .TextOf(view.Statements[0], Encoding.UTF8)
                        .Contains(SqlQuote.Name(other.Schema, other.Name), StringComparison.OrdinalIgnoreCase)
                )
                {
                    Visit(other);
                }
            }

            sorted.Add(view);
        }
    }
}
