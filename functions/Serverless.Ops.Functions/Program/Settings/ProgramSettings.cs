using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>
/// The program's settings, read and checked once when it starts. What is set has to be right even if nothing uses it; what
/// is not set is an error only for who asks for it. Every message names the setting.
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

        estate = Read(SettingNames.Estate) is { } name ? Matching(Setting.Estate, name, EstatePattern()) : null;
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

    /// <summary>True when this process was started by Lambda. Asked before anything can be wrong with the settings.</summary>
    public static bool IsLambdaProcess => Environment.GetEnvironmentVariable(SettingNames.LambdaRuntimeApi) is { Length: > 0 };

    /// <summary>True in Lambda, false on a host.</summary>
    public bool IsLambda { get; }

    /// <summary>The function that this process serves in Lambda, or null.</summary>
    public string? FunctionName { get; }

    /// <summary>Address of the store with the backups.</summary>
    public string Store => store ?? throw Missing(Setting.Store);

    /// <summary>True when <see cref="Store"/> can be asked for.</summary>
    public bool HasStore => store is not null;

    /// <summary>The KMS key that every object of an s3 store is encrypted with, or null to leave that to the bucket.</summary>
    public string? StoreKmsKey { get; }

    /// <summary>True when an s3 store's bucket stands in the path of its requests, not in their host's name.</summary>
    public bool StoreIsAddressedByPath { get; }

    /// <summary>The folder with one file a secret, or null when secrets are in Systems Manager.</summary>
    public string? ParametersFolder => parametersAreSet ? parametersFolder : throw Missing(Setting.Parameters);

    /// <summary>The estate that this process works for.</summary>
    public string Estate => estate ?? throw Missing(Setting.Estate);

    /// <summary>The database of this host, and whether the way there is encrypted.</summary>
    public MariaDbEndpoint Database => database ?? throw Missing(Setting.Database);

    /// <summary>The shipper's id in the replication protocol, or null for the one that it has by itself.</summary>
    public uint? ShipperServerId { get; }

    /// <summary>The Frappe site's folder, with site_config.json in it.</summary>
    public string SiteFolder => siteFolder ?? throw Missing(Setting.SiteFolder);

    /// <summary>How progress and errors are shown.</summary>
    public ProgressStyle Progress { get; }

    /// <summary>Between two heartbeats of a host job's task.</summary>
    public TimeSpan Heartbeat { get; }

    /// <exception cref="InvalidInputException">A setting cannot be used; the message names it.</exception>
    public static ProgramSettings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    /// <summary>Says all at once what is not set of that which a function cannot do without, before it does anything.</summary>
    /// <exception cref="InvalidInputException">Something is not set; the message names all that is not.</exception>
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
                $"The setting {setting} is set, and {SettingNames.Store} is a folder: it has a meaning for an s3:// store alone.",
                $"leave {setting} out, or set {SettingNames.Store} to s3://bucket/prefix."
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

    [GeneratedRegex("^[a-z][a-z0-9-]{0,30}$")]
    private static partial Regex EstatePattern();

    // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
    [GeneratedRegex(@"\A(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})\z")]
    private static partial Regex KmsKeyPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketPattern();
}

/// <summary>How progress and errors are shown.</summary>
internal enum ProgressStyle
{
    /// <summary>A line of text on standard error, at most one a second for each phase.</summary>
    Text,

    /// <summary>The same as one JSON object a line, for programs that draw it.</summary>
    Json,

    /// <summary>Each phase once, into the function's log.</summary>
    Phases,
}
