using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>The description of a setting. <c>--help</c> shows it, and so does the error about a missing or a wrong value.</summary>
/// <param name="Name">The environment variable.</param>
/// <param name="Form">The form of the value.</param>
/// <param name="Meaning">What the setting controls.</param>
/// <param name="Default">The value, or a description of the behaviour, when the setting is not set; null when it is required.</param>
internal sealed record Setting(string Name, string Form, string Meaning, string? Default = null)
{
    public static Setting Store { get; } =
        new(SettingNames.Store, "file:///absolute/folder or s3://bucket/prefix", "the store with the backups");

    public static Setting StoreKmsKey { get; } =
        new(
            SettingNames.StoreKmsKey,
            "a KMS key's id or ARN (arn:aws:kms:<region>:<account>:key/<id>)",
            "the KMS key that encrypts every object of an s3:// store",
            "the bucket's default encryption"
        );

    public static Setting StoreAddressing { get; } =
        new(SettingNames.StoreAddressing, "host or path", "the place of the bucket in requests to an s3:// store", "host");

    public static Setting Parameters { get; } =
        new(SettingNames.Parameters, "file:///absolute/folder or ssm:", "the place of the secrets, such as the database accounts");

    public static Setting Estate { get; } =
        new(SettingNames.Estate, "the estate's name in lower-case letters, digits and '-', such as fern", "the estate to work for");

    public static Setting Database { get; } = new(SettingNames.Database, "unix:/absolute/path or host:port", "the database of this host");

    public static Setting DatabaseTls { get; } =
        new(SettingNames.DatabaseTls, "off or required", "whether the connection to the database needs TLS", "off");

    public static Setting DatabaseTlsAuthority { get; } =
        new(
            SettingNames.DatabaseTlsAuthority,
            "the absolute path of an existing file",
            "the PEM file of the authority that signed the server's certificate",
            "the system's authorities"
        );

    public static Setting ShipperServerId { get; } =
        new(
            SettingNames.ShipperServerId,
            "a number from 1 to 4294967295 that neither the source nor a replica uses",
            "the shipper's server id in the replication protocol",
            new ShipOptions().ServerId.ToString(CultureInfo.InvariantCulture)
        );

    public static Setting SiteFolder { get; } =
        new(
            SettingNames.SiteFolder,
            "the absolute path of an existing folder",
            "the folder of the Frappe site, with site_config.json in it"
        );

    public static Setting Progress { get; } =
        new(SettingNames.Progress, "text or json", "the form of progress and errors on standard error", "text");

    public static Setting HeartbeatSeconds { get; } =
        new(SettingNames.HeartbeatSeconds, "seconds, more than 0 and at most 3600", "the time between two task heartbeats", "10");

    public static Setting TaskToken { get; } =
        new(SettingNames.TaskToken, "a task token from Step Functions", "the token of the task that waits for this job", "no task waits");

    /// <summary>The settings for the store.</summary>
    public static IReadOnlyList<Setting> OfStore { get; } = [Store, StoreKmsKey, StoreAddressing];

    /// <summary>The settings for the database. Its account is a parameter, not a setting.</summary>
    public static IReadOnlyList<Setting> OfDatabase { get; } = [Database, DatabaseTls, DatabaseTlsAuthority];

    /// <summary>The settings of a job that moves data between the store and the database.</summary>
    public static IReadOnlyList<Setting> OfTransfer { get; } = [.. OfStore, Parameters, Estate, .. OfDatabase];

    /// <summary>The settings that every job on a host reads.</summary>
    public static IReadOnlyList<Setting> OfHost { get; } = [Progress, HeartbeatSeconds, TaskToken];

    /// <summary>All settings that people set. Lambda's own variables are not among them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. OfTransfer, ShipperServerId, SiteFolder, .. OfHost];
}

/// <summary>The environment variables of the program. AWS's SDK reads its own ones, such as AWS_REGION and AWS_ENDPOINT_URL_SFN.</summary>
internal static class SettingNames
{
    public const string Function = "OPS_FUNCTION";
    public const string LambdaHandler = "_HANDLER";
    public const string LambdaRuntimeApi = "AWS_LAMBDA_RUNTIME_API";
    public const string Store = "OPS_STORE";
    public const string StoreKmsKey = "OPS_STORE_KMS_KEY";
    public const string StoreAddressing = "OPS_STORE_ADDRESSING";
    public const string Parameters = "OPS_PARAMETERS";
    public const string Estate = "OPS_ESTATE";
    public const string Database = "OPS_DATABASE";
    public const string DatabaseTls = "OPS_DATABASE_TLS";
    public const string DatabaseTlsAuthority = "OPS_DATABASE_TLS_CA";
    public const string ShipperServerId = "OPS_SHIPPER_SERVER_ID";
    public const string SiteFolder = "OPS_SITE_FOLDER";
    public const string Progress = "OPS_PROGRESS";
    public const string TaskToken = "OPS_TASK_TOKEN";
    public const string HeartbeatSeconds = "OPS_HEARTBEAT_SECONDS";
}
