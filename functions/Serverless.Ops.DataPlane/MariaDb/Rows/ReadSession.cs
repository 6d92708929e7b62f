namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// The session settings for reading rows, in the dump and in the verification of an import. With character_set_results NULL, each value
/// comes in the bytes of its column. The fixed time zone and sql_mode make the text independent of the server's settings.
/// </summary>
internal static class ReadSession
{
    public const string Settings =
        "SET SESSION character_set_results=NULL, time_zone='+00:00', sql_mode='', old_mode=DEFAULT, sql_quote_show_create=1, "
        + "max_statement_time=0, net_write_timeout=86400, wait_timeout=86400";
}
