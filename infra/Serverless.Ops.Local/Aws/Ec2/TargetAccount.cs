using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>
/// Creates the account that restores into an instance: root runs <c>infra/host/prepare-target.sql</c> over the local socket.
/// Writes the account's password into the folder of the secrets, where host jobs read it. On EC2 user data does the same.
/// </summary>
internal static class TargetAccount
{
    private const string User = "ops_target";

    public static async Task CreateAsync(InstanceTemplate template, MariaDbServer server, CancellationToken cancellationToken)
    {
        string parameter = Path.Combine(template.ParametersFolder, "serverless-ops", template.Estate, "accounts", "target");
        string password = await PasswordAsync(parameter, cancellationToken);
        await HostScript.RunAsync(
            server,
            Path.Combine(template.HostFolder, "prepare-target.sql"),
            $"set @target_password = {SqlQuote.Text(password)}",
            cancellationToken
        );
    }

    // All instances of the estate share one password, because jobs of two restores may read the same file at the same time.
    private static async Task<string> PasswordAsync(string parameter, CancellationToken cancellationToken)
    {
        if (File.Exists(parameter))
        {
            return (string)JsonNode.Parse(await File.ReadAllTextAsync(parameter, cancellationToken))!["password"]!;
        }

        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        Directory.CreateDirectory(Path.GetDirectoryName(parameter)!);
        await using var file = new FileStream(
            parameter,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        await using var writer = new StreamWriter(file);
        await writer.WriteAsync(new JsonObject { ["user"] = User, ["password"] = password }.ToJsonString());
        return password;
    }
}
