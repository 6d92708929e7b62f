namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// The commands that make the jobs' accounts, as <c>docs/operations/enrolment.md</c> shows them. Error messages give the whole command:
/// without the passwords, the scripts refuse.
/// </summary>
public static class HostScripts
{
    public const string EnrollSource =
        """{ echo "set @dump_password = from_base64('$(printf %s "$dump" | base64)'), """
        + """@shipper_password = from_base64('$(printf %s "$shipper" | base64)');"; """
        + """cat infra/host/enroll-source.sql; } | mariadb""";

    public const string PrepareTarget = """
        { echo "set @target_password = from_base64('$(printf %s "$target" | base64)');"; cat infra/host/prepare-target.sql; } | mariadb
        """;

    /// <summary>The end of a message about a source that has to be enrolled.</summary>
    internal const string EnrollSourceAsShown = $"as docs/operations/enrolment.md shows: {EnrollSource}";

    /// <summary>The same, with a lineage of its own for a server that has another one's.</summary>
    public const string RenewLineage =
        """{ echo "set @dump_password = from_base64('$(printf %s "$dump" | base64)'), """
        + """@shipper_password = from_base64('$(printf %s "$shipper" | base64)'), @new_lineage = 1;"; """
        + """cat infra/host/enroll-source.sql; } | mariadb""";

    internal const string RenewLineageAsShown = $"as docs/operations/enrolment.md shows: {RenewLineage}";

    private const string PrepareTargetAsShown = $"as docs/operations/enrolment.md shows: {PrepareTarget}";

    /// <summary>The end of a message about an account that has to be made again. The stored parameters keep their passwords.</summary>
    internal static string MakesAsShown(MariaDbAccount account) =>
        account.User switch
        {
            "ops_dump" or "ops_shipper" => $"with the passwords of the stored parameters, {EnrollSourceAsShown}",
            "ops_target" => $"with the password of the stored parameter, {PrepareTargetAsShown}",
            _ => $"with the passwords of the stored parameters, on a source {EnrollSourceAsShown} "
                + $"or on a target {PrepareTargetAsShown}",
        };
}
