using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>What a session is set to while it runs a statement of the log, and what it is set back to afterwards.
/// https://mariadb.com/kb/en/query_event/#status-variables</summary>
internal static class StatementSession
{
    /// <summary>What row events are applied and our own statements are read with.</summary>
    /// <param name="rowZone">Row events bring along all that matters to them but the zone in which virtual columns with an index are made of a TIMESTAMP.</param>
    public static string Baseline(string rowZone) =>
        "SET sql_mode='NO_AUTO_VALUE_ON_ZERO',timestamp=DEFAULT,foreign_key_checks=1,unique_checks=1,sql_auto_is_null=0,check_constraint_checks=1,"
        + "sql_if_exists=0,system_versioning_insert_history=0,auto_increment_increment=1,auto_increment_offset=1,"
        + "character_set_client=utf8mb4,collation_connection=utf8mb4_general_ci,collation_server=DEFAULT,collation_database=DEFAULT,"
        + $"lc_time_names='en_US',time_zone={SqlQuote.Text(rowZone)},"
        // What the log does not say: the source took the statement, so nothing that is only a matter of strictness may refuse it here.
        + "innodb_strict_mode=0,system_versioning_alter_history=KEEP";

    private const uint AutoIsNull = 1 << 14;
    private const uint NoCheckConstraints = 1 << 23;
    private const uint ExplicitTimestampDefaults = 1 << 24;
    private const uint NoForeignKeyChecks = 1 << 26;
    private const uint RelaxedUniqueChecks = 1 << 27;
    private const uint IfExists = 1 << 28;
    private const uint InsertHistory = 1 << 30;

    /// <summary>The SET statement for one statement of the log.</summary>
    /// <param name="at">Its event's time stamp.</param>
    /// <param name="systemZone">What the source's SYSTEM is called here.</param>
    public static string For(QueryEvent statement, uint at, string systemZone)
    {
        QueryContext context = statement.Context;
        var set = new StringBuilder();
        set.Append(CultureInfo.InvariantCulture, $"SET timestamp={at}.{context.Microseconds:D6}");
        if (context.Options is { } options)
        {
            // A server logs DROP TABLE of tables of which some were not there as it was given: a replica, too, runs it as if with IF EXISTS.
            bool ifExists = (options & IfExists) != 0 || SqlTokens.StartsWith(statement.Sql.Span, "DROP");
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
                CultureInfo.InvariantCulture,
                $",character_set_client={context.ClientCharacterSet},collation_connection={context.ConnectionCollation}"
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

    private static int On(uint options, uint bit) => (options & bit) != 0 ? 1 : 0;

    private static int Off(uint options, uint bit) => (options & bit) != 0 ? 0 : 1;
}
