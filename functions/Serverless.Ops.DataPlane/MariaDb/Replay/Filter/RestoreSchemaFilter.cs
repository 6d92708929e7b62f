using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Finds statements and tables of the restore's own schema in the log. A source that was restored itself has that schema. The schema is
/// never part of a set, so it is never the estate's. On the target it belongs to the restore that runs.
/// </summary>
/// <param name="names">How the server compares schema names (lower_case_table_names). The same on source and target.</param>
internal sealed class RestoreSchemaFilter(StringComparison names)
{
    public static async Task<RestoreSchemaFilter> ReadAsync(MariaDbConnection target, CancellationToken cancellationToken) =>
        new(
            (await target.QueryStringsAsync("SELECT @@lower_case_table_names", cancellationToken))[0][0] == "0"
                ? StringComparison.Ordinal
                : StringComparison.OrdinalIgnoreCase
        );

    /// <summary>How the server compares names of schemas and tables.</summary>
    public StringComparison Names => names;

    public bool Is(string schema) => schema.Equals(Schemas.Notes, names);

    /// <summary>True when a byte of a character may look like a quote.</summary>
    public static bool IsAmbiguous(QueryEvent statement) =>
        ClientText.IsAmbiguous(statement.Context.ClientCharacterSet, statement.Sql.Span);

    public JudgedStatement Judge(QueryEvent statement)
    {
        bool isDefault = Is(statement.Database);
        if (!isDefault && !Encoding.Latin1.GetString(statement.Sql.Span).Contains(Schemas.Notes, StringComparison.OrdinalIgnoreCase))
        {
            return new JudgedStatement(ReplayDecision.AsLogged, statement.Sql);
        }

        if (IsAmbiguous(statement))
        {
            return new JudgedStatement(ReplayDecision.Refuse, statement.Sql);
        }

        List<SqlToken> tokens = SqlTokens.Read(statement.Sql.Span, statement.Context.SqlMode ?? 0);
        bool isNamed = tokens.Any(token => token.IsIdentifier && Is(token.Text));
        return isDefault || isNamed
            ? new RestoreSchemaStatement(this, statement.Sql, tokens, isDefault, isNamed).Judge()
            : new JudgedStatement(ReplayDecision.AsLogged, statement.Sql); // the name stands only in a string or a comment
    }
}
