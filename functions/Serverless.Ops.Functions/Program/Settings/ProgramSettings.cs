using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>
/// The program's settings. The program reads and checks them once, when it starts. A setting with a wrong value is always an error, even
/// if nothing reads that setting. A missing setting is an error only when a function reads it. Every message names the setting.
/// </summary>
internal sealed partial class ProgramSettings
{
    private readonly HashSet<string> set;
    private readonly string? store;
    private readonly string? parametersFolder;
    private readonly bool parametersAreSet;
    private readonly string? estate;
    private readonly MariaDbEndpoint? database;
    private readonly string? siteFolder;

    private ProgramSettings(Func<string, string?> read)
    {
        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;

        set = Setting.All.Select(setting => setting.Name).Where(name => Read(name) is not null).ToHashSet(StringComparer.Ordinal);

        IsLambda = Read(SettingNames.LambdaRuntimeApi) is not null;
        FunctionName = Read(SettingNames.Function) ?? Read(SettingNames.LambdaHandler);
        store = Read(SettingNames.Store) is { } address ? CheckedStore(address) : null;
        StoreKmsKey = Read(SettingNames.StoreKmsKey) is { } key ? Matching(Setting.StoreKmsKey, key, KmsKeyPattern()) : null;
        StoreIsAddressedByPath =
            OneOf(Setting.StoreAddressing, Read(SettingNames.StoreAddressing) ?? Setting.StoreAddressing.Default!, "host", "path")
            == "path";
        if (store is not null && !store.StartsWith("s3://", StringComparison.Ordinal))
        {
            RefuseForFolder(SettingNames.StoreKmsKey, StoreKmsKey is not null);
            RefuseForFolder(SettingNames.StoreAddressing, StoreIsAddressedByPath);
        }

        if (Read(SettingNames.Parameters) is { } parameters)
        {
            parametersFolder = parameters == "ssm:" ? null : ParseFolderUri(Setting.Parameters, parameters);
            parametersAreSet = true;
        }

        estate = Read(SettingNames.Estate) is { } name ? CheckedEstate(name) : null;
        database = ParseDatabase(
            Read(SettingNames.Database),
            OneOf(Setting.DatabaseTls, Read(SettingNames.DatabaseTls) ?? Setting.DatabaseTls.Default!, "off", "required") == "required",
            Read(SettingNames.DatabaseTlsAuthority) is { } file ? Existing(Setting.DatabaseTlsAuthority, file, File.Exists) : null
        );
        ShipperServerId = Read(SettingNames.ShipperServerId) is { } id ? ParseServerId(id) : null;
        siteFolder = Read(SettingNames.SiteFolder) is { } folder ? Existing(Setting.SiteFolder, folder, Directory.Exists) : null;
        Progress =
            IsLambda ? ProgressStyle.Phases
            : OneOf(Setting.Progress, Read(SettingNames.Progress) ?? Setting.Progress.Default!, "text", "json") == "json"
                ? ProgressStyle.Json
            : ProgressStyle.Text;
        Heartbeat = ParseSeconds(Read(SettingNames.HeartbeatSeconds) ?? Setting.HeartbeatSeconds.Default!);
    }

    /// <summary>True when Lambda started this process. This works even when the other settings are wrong.</summary>
    public static bool IsLambdaProcess => Environment.GetEnvironmentVariable(SettingNames.LambdaRuntimeApi) is { Length: > 0 };

    /// <summary>True in Lambda, false on a host.</summary>
    public bool IsLambda { get; }

    /// <summary>The function that this process serves in Lambda, or null.</summary>
    public string? FunctionName { get; }

    /// <summary>Address of the store with the backups: a <c>file:///</c> or an <c>s3://</c> URI.</summary>
    public string Store => store ?? throw Missing(Setting.Store);

    /// <summary>True when <see cref="Store"/> is set; otherwise <see cref="Store"/> throws.</summary>
    public bool HasStore => store is not null;

    /// <summary>The KMS key for every object of an s3:// store; null means the bucket's default encryption.</summary>
    public string? StoreKmsKey { get; }

    /// <summary>True when requests to an s3:// store have the bucket in their path, and not in their host name.</summary>
    public bool StoreIsAddressedByPath { get; }

    /// <summary>The folder with one file for each secret; null when the secrets are in Systems Manager.</summary>
    public string? ParametersFolder => parametersAreSet ? parametersFolder : throw Missing(Setting.Parameters);

    /// <summary>The estate that this process works for.</summary>
    public string Estate => estate ?? throw Missing(Setting.Estate);

    /// <summary>The address of this host's database, and whether the connection needs TLS.</summary>
    public MariaDbEndpoint Database => database ?? throw Missing(Setting.Database);

    /// <summary>The shipper's server id in the replication protocol; null means the shipper's default.</summary>
    public uint? ShipperServerId { get; }

    /// <summary>The Frappe site's folder, with site_config.json in it.</summary>
    public string SiteFolder => siteFolder ?? throw Missing(Setting.SiteFolder);

    /// <summary>The form of progress and errors.</summary>
    public ProgressStyle Progress { get; }

    /// <summary>Time between two task heartbeats of a host job.</summary>
    public TimeSpan Heartbeat { get; }

    /// <exception cref="InvalidInputException">A setting has a wrong value. The message names the setting.</exception>
    public static ProgramSettings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    /// <summary>Checks, before a function starts, that all settings it requires are set.</summary>
    /// <exception cref="InvalidInputException">A required setting is missing. The message names every missing one.</exception>
    public void Require(IEnumerable<Setting> read)
    {
        Setting[] missing = [.. read.Where(setting => setting.Default is null && !set.Contains(setting.Name))];
        if (missing.Length > 0)
        {
            throw Missing(missing);
        }
    }

    internal static ProgramSettings From(IReadOnlyDictionary<string, string> values) => new(name => values.GetValueOrDefault(name));

    private static string CheckedStore(string text)
    {
        if (!text.StartsWith("s3://", StringComparison.Ordinal))
        {
            ParseFolderUri(Setting.Store, text);
            return text;
        }

        return BucketPattern().IsMatch(text["s3://".Length..].Split('/')[0]) ? text : throw Unusable(Setting.Store, text);
    }

    private static void RefuseForFolder(string setting, bool isSet)
    {
        if (isSet)
        {
            throw new InvalidInputException(
                $"The setting {setting} works only with an s3:// store, but {SettingNames.Store} is a folder.",
                $"remove {setting}, or set {SettingNames.Store} to s3://bucket/prefix."
            );
        }
    }

    private static string ParseFolderUri(Setting setting, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.IsFile
        && uri.Host.Length == 0
        && text.StartsWith("file:///", StringComparison.Ordinal)
            ? uri.LocalPath
            : throw Unusable(setting, text);

    private static MariaDbEndpoint? ParseDatabase(string? text, bool tlsRequired, string? tlsAuthorityFile)
    {
        try
        {
            return text is null
                ? null
                : MariaDbEndpoint.Parse(text) with
                {
                    TlsRequired = tlsRequired,
                    TlsAuthorityFile = tlsAuthorityFile,
                };
        }
        catch (InvalidInputException)
        {
            throw Unusable(Setting.Database, text!);
        }
    }

    private static uint ParseServerId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0
            ? id
            : throw Unusable(Setting.ShipperServerId, text);

    private static TimeSpan ParseSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw Unusable(Setting.HeartbeatSeconds, text);

    private static string Matching(Setting setting, string text, Regex pattern) =>
        pattern.IsMatch(text) ? text : throw Unusable(setting, text);

    private static string CheckedEstate(string name) => StoreKeys.IsEstate(name) ? name : throw Unusable(Setting.Estate, name);

    private static string OneOf(Setting setting, string text, string one, string other) =>
        text == one || text == other ? text : throw Unusable(setting, text);

    private static string Existing(Setting setting, string path, Func<string, bool> exists) =>
        Path.IsPathRooted(path) && exists(path) ? path : throw Unusable(setting, path);

    private static InvalidInputException Unusable(Setting setting, string value) =>
        new($"The setting {setting.Name} is '{value}', which cannot be used.", $"set {setting.Name} to {setting.Form}.");

    private static InvalidInputException Missing(params IReadOnlyList<Setting> settings) =>
        new(
            settings.Count == 1
                ? $"The setting {settings[0].Name} is not set."
                : $"The settings {string.Join(", ", settings.Select(setting => setting.Name))} are not set.",
            string.Join("; ", settings.Select(setting => $"set {setting.Name} to {setting.Form}")) + "."
        );

    // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
    [GeneratedRegex(@"\A(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})\z")]
    private static partial Regex KmsKeyPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketPattern();
}

/// <summary>The form of progress and errors.</summary>
internal enum ProgressStyle
{
    /// <summary>Lines of text on standard error. Each phase writes at most one line a second.</summary>
    Text,

    /// <summary>Lines with one JSON object each, for programs that draw the progress. Each phase writes at most four lines a
    /// second.</summary>
    Json,

    /// <summary>One line for each phase, in the function's log.</summary>
    Phases,
}
