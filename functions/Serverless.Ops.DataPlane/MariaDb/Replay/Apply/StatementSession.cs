using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Session settings for a statement of the log, and the settings to return to afterwards.
/// https://mariadb.com/kb/en/query_event/#status-variables
/// </summary>
internal static class StatementSession
{
    /// <summary>
    /// Builds the settings for row events and for our own statements. It sets what <see cref="For"/> changes. All else is as on all our
    /// connections, see <see cref="Wire.SessionVariables"/>.
    /// </summary>
    /// <param name="rowZone">
    /// Time zone for row events. They do not name one, and an indexed VIRTUAL column that is computed from a TIMESTAMP depends on it.
    /// </param>
    public static string Baseline(string rowZone) =>
        "SET sql_mode='NO_AUTO_VALUE_ON_ZERO',timestamp=DEFAULT,foreign_key_checks=1,unique_checks=1,sql_auto_is_null=0,"
        + "check_constraint_checks=1,explicit_defaults_for_timestamp=1,sql_if_exists=0,"
        + "system_versioning_insert_history=0,auto_increment_increment=1,auto_increment_offset=1,"
        + "character_set_client=utf8mb4,collation_connection=utf8mb4_general_ci,"
        + "collation_server=utf8mb4_general_ci,collation_database=DEFAULT,"
        + $"lc_time_names='en_US',time_zone={SqlQuote.Text(rowZone)},"
        // The log does not record these two. The source accepted the statement, so strictness alone must not refuse it here.
        + "innodb_strict_mode=0,system_versioning_alter_history=KEEP";

    // latin1, utf8mb3, utf8mb4 and binary: what almost every client has.
    private static readonly int[] DefaultCollations = [8, 33, 45, 63];

    private const uint AutoIsNull = 1 << 14;
    private const uint NoCheckConstraints = 1 << 23;
    private const uint ExplicitTimestampDefaults = 1 << 24;
    private const uint NoForeignKeyChecks = 1 << 26;
    private const uint RelaxedUniqueChecks = 1 << 27;
    private const uint IfExists = 1 << 28;
    private const uint InsertHistory = 1 << 30;

    /// <summary>The SET statement for one statement of the log.</summary>
    /// <param name="at">Time stamp of the statement's event: seconds since 1970, UTC.</param>
    /// <param name="systemZone">The target's name for the source's SYSTEM zone.</param>
    /// <param name="isTextOfServer">See <see cref="TransactionStatements.IsTextOfServer"/>.</param>
    public static string For(QueryEvent statement, uint at, string systemZone, bool isTextOfServer)
    {
        QueryContext context = statement.Context;
        var set = new StringBuilder();
        set.Append(CultureInfo.InvariantCulture, $"SET timestamp={at}.{context.Microseconds:D6}");
        if (context.Options is { } options)
        {
            // A server logs a DROP TABLE unchanged when some of its tables did not exist. So a replica runs each DROP as if with IF EXISTS.
            // It also logs the RENAME of a temporary table, whose CREATE it did not log.
            bool ifExists =
                (options & IfExists) != 0
                || SqlTokens.StartsWith(statement.Sql.Span, "DROP")
                || SqlTokens.StartsWith(statement.Sql.Span, "RENAME");
            set.Append(
                CultureInfo.InvariantCulture,
                $",foreign_key_checks={Off(options, NoForeignKeyChecks)},unique_checks={Off(options, RelaxedUniqueChecks)}"
            );
            set.Append(
                CultureInfo.InvariantCulture,
                $",sql_auto_is_null={On(options, AutoIsNull)},check_constraint_checks={Off(options, NoCheckConstraints)}"
            );
            set.Append(CultureInfo.InvariantCulture, $",explicit_defaults_for_timestamp={On(options, ExplicitTimestampDefaults)}");
            set.Append(
                CultureInfo.InvariantCulture,
                $",system_versioning_insert_history={On(options, InsertHistory)},sql_if_exists={(ifExists ? 1 : 0)}"
            );
        }

        if (context.SqlMode is { } mode)
        {
            set.Append(CultureInfo.InvariantCulture, $",sql_mode={mode}");
        }

        set.Append(
            CultureInfo.InvariantCulture,
            $",auto_increment_increment={context.AutoIncrementIncrement},auto_increment_offset={context.AutoIncrementOffset}"
        );
        if (context.ClientCharacterSet != 0)
        {
            set.Append(
                isTextOfServer
                    ? ",character_set_client=utf8mb4,collation_connection=utf8mb4_general_ci"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $",character_set_client={ClientOf(context.ClientCharacterSet)},collation_connection={context.ConnectionCollation}"
                    )
            );
            set.Append(CultureInfo.InvariantCulture, $",collation_server={context.ServerCollation}");
        }

        set.Append(
            context.DatabaseCollation == 0
                ? ",collation_database=DEFAULT"
                : string.Create(CultureInfo.InvariantCulture, $",collation_database={context.DatabaseCollation}")
        );
        set.Append(CultureInfo.InvariantCulture, $",lc_time_names={context.TimeNamesLocale}");
        if (context.TimeZone is { } zone)
        {
            string here = SourceZones.IsSystem(zone) ? systemZone : zone;
            set.Append(CultureInfo.InvariantCulture, $",time_zone={SqlQuote.PlainText(here)}");
        }

        return set.ToString();
    }

    // The event has the number of a collation. As a character set the server takes only the number of the set's default collation. A client
    // that set its collation, as PyMySQL does, has another number: the target then looks up the set's name.
    private static string ClientOf(int collation) =>
        DefaultCollations.Contains(collation)
            ? collation.ToString(CultureInfo.InvariantCulture)
            : "(SELECT CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY "
                + string.Create(CultureInfo.InvariantCulture, $"WHERE ID={collation} LIMIT 1)");

    private static int On(uint options, uint bit) => (options & bit) != 0 ? 1 : 0;

    private static int Off(uint options, uint bit) => (options & bit) != 0 ? 0 : 1;
}
