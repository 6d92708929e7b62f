namespace Serverless.Ops.Functions.Composition;

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
