using System.Security.Cryptography;
using Serverless.Ops.Local.Sample.Site;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Names and secrets of one estate. The secrets are random and new for each estate.</summary>
public sealed record EstateSecrets
{
    public const string SiteName = "fern.localhost";
    public const string GateUser = "gate@fern.example";
    public const string TrafficUser = "traffic@fern.example";

    /// <summary>The secret in <c>__Auth</c> that the restored site must decrypt for the workflow gate.</summary>
    public const string CanaryDocType = "Email Account";
    public const string CanaryName = "Notifications";
    public const string CanaryField = "password";

    /// <summary>
    /// Name of the database and of the application's account. As in Frappe: an underscore and 16 digits of the site name's SHA-1.
    /// </summary>
    public required string Database { get; init; }
    public required string DatabasePassword { get; init; }
    public required string EncryptionKey { get; init; }
    public required string CanaryValue { get; init; }
    public required string GatePassword { get; init; }
    public required string TrafficPassword { get; init; }
    public required string TrafficApiKey { get; init; }
    public required string TrafficApiSecret { get; init; }
    public required string DumpPassword { get; init; }
    public required string ShipperPassword { get; init; }
    public required string TargetPassword { get; init; }

    public static EstateSecrets Make() =>
        new()
        {
            Database = "_" + Convert.ToHexStringLower(SHA1.HashData("fern.localhost"u8))[..16],
            DatabasePassword = Random(24),
            EncryptionKey = Fernet.NewKey(),
            CanaryValue = "mail password with 'quotes' and ü: " + Random(12),
            GatePassword = Random(24),
            TrafficPassword = Random(24),
            TrafficApiKey = Random(15).ToLowerInvariant(),
            TrafficApiSecret = Random(15).ToLowerInvariant(),
            DumpPassword = Random(32),
            ShipperPassword = Random(32),
            TargetPassword = Random(32),
        };

    private static string Random(int length) =>
        RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", length);
}
