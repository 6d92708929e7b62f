using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Gives each statement of a transaction the default database that its event names. A replica does the same, and ignores the flag by which
/// mariadb-binlog leaves out the USE: ALTER DATABASE without a name has that flag, and changes the default database.
/// </summary>
internal sealed class DefaultDatabase
{
    // CREATE DATABASE names the new database as its own. And another session may have dropped the default database on the source; then
    // the statement ran there without it.
    private const int Unknown = 1049;
    private string used = "";

    /// <summary>Starts another transaction. The session may have any default database.</summary>
    public void Begin() => used = "";

    /// <summary>Appends the change of the default database to a compound statement, if the statement needs one.</summary>
    public void Compose(SqlBuffer packet, QueryEvent statement)
    {
        if (Find(statement) is not { } use)
        {
            return;
        }

        // The statement before may have set another character set.
        packet.Statement("SET character_set_client=utf8mb4");
        packet.Part(string.Create(CultureInfo.InvariantCulture, $"BEGIN DECLARE CONTINUE HANDLER FOR {Unknown} BEGIN END; "));
        packet.Immediate(Encoding.UTF8.GetBytes(use)).Part("END").End();
    }

    /// <summary>Changes the session's default database, if the statement needs that.</summary>
    public async ValueTask UseAsync(MariaDbConnection target, QueryEvent statement, CancellationToken cancellationToken)
    {
        if (Find(statement) is not { } use)
        {
            return;
        }

        try
        {
            await target.ExecuteAsync(use, cancellationToken);
        }
        catch (ServerErrorException gone) when (gone.Number == Unknown)
        {
            // See above.
        }
    }

    private string? Find(QueryEvent statement)
    {
        if (statement.Database.Length == 0 || statement.Database == used)
        {
            return null;
        }

        used = statement.Database;
        return $"USE {SqlQuote.Name(used)}";
    }
}
