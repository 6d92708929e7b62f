using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>
/// Enrols the source as an operator does: runs <c>infra/host/enroll-source.sql</c>, with the passwords in session variables.
/// </summary>
internal static class Enrolment
{
    public static async Task ApplyAsync(
        MySqlConnection root,
        EstateOptions options,
        EstateSecrets secrets,
        CancellationToken cancellationToken
    )
    {
        string script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "host", "enroll-source.sql"), cancellationToken);
        await using var variables = new MySqlCommand(
            $"set @dump_password = {SqlQuote.Text(secrets.DumpPassword)}, @shipper_password = {SqlQuote.Text(secrets.ShipperPassword)}",
            root
        );
        await variables.ExecuteNonQueryAsync(cancellationToken);
        await using var enrol = new MySqlCommand(script, root);
        await enrol.ExecuteNonQueryAsync(cancellationToken);
    }
}
