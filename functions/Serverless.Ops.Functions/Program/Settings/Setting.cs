using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>A setting as people are told of it: by <c>--help</c>, and by the error when it is missing or cannot be used.</summary>
/// <param name="Name">The environment variable.</param>
/// <param name="Form">How its value is written.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Default">What holds when it is not set; null when who reads it cannot do without it.</param>
internal sealed record Setting(string Name, string Form, string Meaning, string? Default = null)
{
    public static Setting Store { get; } =
        new(SettingNames.Store, "file:///absolute/folder or s3://bucket/prefix", "the store with the backups");

    public static Setting StoreKmsKey { get; } =
        new(
            SettingNames.StoreKmsKey,
            "a KMS key's id or ARN (arn:aws:kms:<region>:<account>:key/<id>)",
            "what every object of an s3:// store is encrypted with",
            "the bucket's default encryption"
        );

    public static Setting StoreAddressing { get; } =
        new(SettingNames.StoreAddressing, "host or path", "where an s3:// store's bucket stands in its requests", "host");

    public static Setting Parameters { get; } =
        new(SettingNames.Parameters, "file:///absolute/folder or ssm:", "where secrets are, such as the accounts of the database");

    public static Setting Estate { get; } =
        new(SettingNames.Estate, "the estate's name in lower-case letters, digits and '-', such as fern", "the estate to work for");

    public static Setting Database { get; } = new(SettingNames.Database, "unix:/absolute/path or host:port", "the database of this host");

    public static Setting DatabaseTls { get; } =
        new(SettingNames.DatabaseTls, "off or required", "whether the database is talked to over TLS alone", "off");

    public static Setting DatabaseTlsAuthority { get; } =
        new(
            SettingNames.DatabaseTlsAuthority,
            "the absolute path of something that is there",
            "PEM file of who signed the server's certificate",
            "the system's authorities"
        );

    public static Setting ShipperServerId { get; } =
        new(
            SettingNames.ShipperServerId,
            "a number from 1 to 4294967295 that no server and no replica has",
            "the shipper's id in the replication protocol",
            new ShipOptions().ServerId.ToString(CultureInfo.InvariantCulture)
        );

    public static Setting SiteFolder { get; } =
        new(SettingNames.SiteFolder, "the absolute path of the site's folder", "the Frappe site, with site_config.json in it");

    public static Setting Progress { get; } =
        new(SettingNames.Progress, "text or json", "how progress and errors are written on standard error", "text");

    public static Setting HeartbeatSeconds { get; } =
        new(
            SettingNames.HeartbeatSeconds,
            "seconds, more than 0 and at most 3600",
            "time between two heartbeats of the task that waits",
            "10"
        );

    public static Setting TaskToken { get; } =
        new(SettingNames.TaskToken, "a task token, as Step Functions gave it", "the task that waits for this job", "none waits");

    /// <summary>What the store is reached with.</summary>
    public static IReadOnlyList<Setting> OfStore { get; } = [Store, StoreKmsKey, StoreAddressing];

    /// <summary>What a database is reached with, its account not among it.</summary>
    public static IReadOnlyList<Setting> OfDatabase { get; } = [Database, DatabaseTls, DatabaseTlsAuthority];

    /// <summary>What a job between a store and a database reads.</summary>
    public static IReadOnlyList<Setting> OfTransfer { get; } = [.. OfStore, Parameters, Estate, .. OfDatabase];

    /// <summary>What every job on a host reads.</summary>
    public static IReadOnlyList<Setting> OfHost { get; } = [Progress, HeartbeatSeconds, TaskToken];

    /// <summary>All that people set.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. OfTransfer, ShipperServerId, SiteFolder, .. OfHost];
}

/// <summary>The environment variables of the program. AWS's own (AWS_REGION, AWS_ENDPOINT_URL_SFN, …) are read by its SDK.</summary>
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
