using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Writes an estate's secrets into the folder parameter store, as files of mode 0600. <c>opsjob</c> reads them there.</summary>
internal static class EstateParameters
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Write(EstateOptions options, EstateSecrets secrets)
    {
        WriteOne(options, "accounts/dump", Account("ops_dump", secrets.DumpPassword));
        WriteOne(options, "accounts/shipper", Account("ops_shipper", secrets.ShipperPassword));
        WriteOne(options, "accounts/target", Account("ops_target", secrets.TargetPassword));
        WriteOne(
            options,
            "gate",
            new JsonObject
            {
                ["usr"] = EstateSecrets.GateUser,
                ["pwd"] = secrets.GatePassword,
                ["member"] = SeedRows.GateMember,
                ["suggestion"] = SeedRows.GateSuggestion,
                ["canary"] = new JsonObject
                {
                    ["doctype"] = EstateSecrets.CanaryDocType,
                    ["name"] = EstateSecrets.CanaryName,
                    ["fieldname"] = EstateSecrets.CanaryField,
                    ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secrets.CanaryValue))),
                },
            }
        );
    }

    private static JsonObject Account(string user, string password) => new() { ["user"] = user, ["password"] = password };

    private static void WriteOne(EstateOptions options, string name, JsonObject value)
    {
        string path = Path.Combine(options.ParameterFolder, "serverless-ops", options.Name, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, FolderMode);
        using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        file.Write(Encoding.UTF8.GetBytes(value.ToJsonString()));
    }
}
