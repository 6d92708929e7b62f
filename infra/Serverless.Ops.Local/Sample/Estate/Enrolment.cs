using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>
/// Enrols the source as an operator does: runs <c>infra/host/enroll-source.sql</c>, with the passwords in session variables.
/// </summary>
internal static class Enrolment
{
    public static Task ApplyAsync(MariaDbServer server, EstateSecrets secrets, CancellationToken cancellationToken) =>
        HostScript.RunAsync(
            server,
            Path.Combine(AppContext.BaseDirectory, "host", "enroll-source.sql"),
            $"set @dump_password = {SqlQuote.Text(secrets.DumpPassword)}, @shipper_password = {SqlQuote.Text(secrets.ShipperPassword)}",
            cancellationToken
        );
}
