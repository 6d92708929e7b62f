using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import.Verify;

public sealed class ObjectComparisonTests
{
    private const string Routine =
        "INSERT INTO mysql.procs_priv (Host, Db, User, Routine_name, Routine_type, Grantor, Proc_priv) "
        + "VALUES ('', 'shop', 'b\\'ro', 'p1', 'PROCEDURE', 'dba@localhost', 'Execute')";

    private const string Table =
        "INSERT INTO mysql.tables_priv (Host, Db, User, Table_name, Grantor, Table_priv, Column_priv) "
        + "VALUES ('%', 'shop', 'ghost', 't', 'dba@localhost', 'Select', '')";

    // Found by a random history: größe@% granted from localhost, and the replay noted größe@%.
    [Theory]
    [InlineData(Routine, "'dba@localhost'", "'dba@%'", true)]
    [InlineData(Routine, "'Execute'", "'Alter Routine'", false)]
    [InlineData(Routine, "'PROCEDURE'", "'FUNCTION'", false)]
    [InlineData(Table, "'dba@localhost'", "''", true)]
    [InlineData(Table, "'t'", "'u'", false)]
    [InlineData(Table, "'Select'", "'Insert'", false)]
    public void GrantsAsRows_AreTheSame_WhoeverGranted(string row, string part, string other, bool same) =>
        ObjectComparison
            .Compare([Grants(row)], [Grants(row.Replace(part, other, StringComparison.Ordinal))])
            .ShouldBe(same ? [] : ["grants ghost@% differs"]);

    private static SchemaObject Grants(string row) => new("grants", "", "ghost@%", [row, "FLUSH PRIVILEGES"], "", "", "");
}
