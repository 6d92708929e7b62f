using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Composition;

/// <summary>
/// The program's settings, read and checked once when it starts. What is set has to be right even if nothing uses it; what
/// is not set is an error only for who asks for it. Every message names the setting.
/// </summary>
internal sealed partial class Settings
{
    private readonly string? store;
    private readonly string? parametersFolder;
    private readonly bool parametersAreSet;
    private readonly string? estate;
    private readonly MariaDbEndpoint? database;
    private readonly string? siteFolder;

    private Settings(Func<string, string?> read)
    {
        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;

        IsLambda = Read(SettingNames.LambdaRuntimeApi) is not null;
        FunctionName = Read(SettingNames.Function) ?? Read(SettingNames.LambdaHandler);
        store = Read(SettingNames.Store) is { } address ? CheckedStore(address) : null;
        StoreKmsKey = Read(SettingNames.StoreKmsKey) is { } key
            ? Matching(SettingNames.StoreKmsKey, key, KmsKeyPattern(), "a KMS key's id or ARN (arn:aws:kms:<region>:<account>:key/<id>)")
            : null;
        StoreIsAddressedByPath = OneOf(SettingNames.StoreAddressing, Read(SettingNames.StoreAddressing) ?? "host", "host", "path") == "path";
        if (store is not null && !store.StartsWith("s3://", StringComparison.Ordinal))
        {
            RefuseForFolder(SettingNames.StoreKmsKey, StoreKmsKey is not null);
            RefuseForFolder(SettingNames.StoreAddressing, StoreIsAddressedByPath);
        }

        if (Read(SettingNames.Parameters) is { } parameters)
        {
            parametersFolder = parameters == "ssm:" ? null : ParseFolderUri(SettingNames.Parameters, parameters, "file:///absolute/folder or ssm:");
            parametersAreSet = true;
        }

        estate = Read(SettingNames.Estate) is { } name ? Matching(SettingNames.Estate, name, EstatePattern(), "lower-case letters, digits and '-'") : null;
        database = ParseDatabase(
            Read(SettingNames.Database),
            OneOf(SettingNames.DatabaseTls, Read(SettingNames.DatabaseTls) ?? "off", "off", "required") == "required",
            Read(SettingNames.DatabaseTlsAuthority) is { } file ? Existing(SettingNames.DatabaseTlsAuthority, file, File.Exists) : null);
        ShipperServerId = Read(SettingNames.ShipperServerId) is { } id ? ParseServerId(id) : null;
        siteFolder = Read(SettingNames.SiteFolder) is { } folder ? Existing(SettingNames.SiteFolder, folder, Directory.Exists) : null;
        Progress = IsLambda
            ? ProgressStyle.Phases
            : OneOf(SettingNames.Progress, Read(SettingNames.Progress) ?? "text", "text", "json") == "json" ? ProgressStyle.Json : ProgressStyle.Text;
        Heartbeat = ParseSeconds(SettingNames.HeartbeatSeconds, Read(SettingNames.HeartbeatSeconds) ?? "10");
    }

    /// <summary>True when this process was started by Lambda. Asked before anything can be wrong with the settings.</summary>
    public static bool IsLambdaProcess => Environment.GetEnvironmentVariable(SettingNames.LambdaRuntimeApi) is { Length: > 0 };

    /// <summary>True in Lambda, false on a host.</summary>
    public bool IsLambda { get; }

    /// <summary>The function that this process serves in Lambda, or null.</summary>
    public string? FunctionName { get; }

    /// <summary>Address of the store with the backups.</summary>
    public string Store => store ?? throw Missing(SettingNames.Store, "file:///absolute/folder or s3://bucket/prefix");

    /// <summary>True when <see cref="Store"/> can be asked for.</summary>
    public bool HasStore => store is not null;

    /// <summary>The KMS key that every object of an s3 store is encrypted with, or null to leave that to the bucket.</summary>
    public string? StoreKmsKey { get; }

    /// <summary>True when an s3 store's bucket stands in the path of its requests, not in their host's name.</summary>
    public bool StoreIsAddressedByPath { get; }

    /// <summary>The folder with one file a secret, or null when secrets are in Systems Manager.</summary>
    public string? ParametersFolder =>
        parametersAreSet ? parametersFolder : throw Missing(SettingNames.Parameters, "file:///absolute/folder or ssm:");

    /// <summary>The estate that this process works for.</summary>
    public string Estate => estate ?? throw Missing(SettingNames.Estate, "the estate's name, such as fern");

    /// <summary>The database of this host, and whether the way there is encrypted.</summary>
    public MariaDbEndpoint Database => database ?? throw Missing(SettingNames.Database, "unix:/absolute/path or host:port");

    /// <summary>The shipper's id in the replication protocol, or null for the one that it has by itself.</summary>
    public uint? ShipperServerId { get; }

    /// <summary>The Frappe site's folder, with site_config.json in it.</summary>
    public string SiteFolder => siteFolder ?? throw Missing(SettingNames.SiteFolder, "the absolute path of the site's folder");

    /// <summary>How progress and errors are shown.</summary>
    public ProgressStyle Progress { get; }

    /// <summary>Between two heartbeats of a host job's task.</summary>
    public TimeSpan Heartbeat { get; }

    /// <exception cref="InvalidInputException">A setting cannot be used; the message names it.</exception>
    public static Settings FromEnvironment() => new(Environment.GetEnvironmentVariable);

    internal static Settings From(IReadOnlyDictionary<string, string> values) => new(name => values.GetValueOrDefault(name));

    private static string CheckedStore(string text)
    {
        const string Forms = "file:///absolute/folder or s3://bucket/prefix";
        if (!text.StartsWith("s3://", StringComparison.Ordinal))
        {
            ParseFolderUri(SettingNames.Store, text, Forms);
            return text;
        }

        return BucketPattern().IsMatch(text["s3://".Length..].Split('/')[0]) ? text : throw Unusable(SettingNames.Store, text, Forms);
    }

    private static void RefuseForFolder(string setting, bool isSet)
    {
        if (isSet)
        {
            throw new InvalidInputException(
                $"The setting {setting} is set, and {SettingNames.Store} is a folder: it has a meaning for an s3:// store alone.",
                $"leave {setting} out, or set {SettingNames.Store} to s3://bucket/prefix.");
        }
    }

    private static string ParseFolderUri(string setting, string text, string forms) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IsFile && uri.Host.Length == 0 && text.StartsWith("file:///", StringComparison.Ordinal)
            ? uri.LocalPath
            : throw Unusable(setting, text, forms);

    private static MariaDbEndpoint? ParseDatabase(string? text, bool tlsRequired, string? tlsAuthorityFile)
    {
        try
        {
            return text is null ? null : MariaDbEndpoint.Parse(text) with { TlsRequired = tlsRequired, TlsAuthorityFile = tlsAuthorityFile };
        }
        catch (InvalidInputException)
        {
            throw Unusable(SettingNames.Database, text!, "unix:/absolute/path or host:port");
        }
    }

    private static uint ParseServerId(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw Unusable(SettingNames.ShipperServerId, text, "a number from 1 to 4294967295 that no server and no replica has");

    private static TimeSpan ParseSeconds(string setting, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw Unusable(setting, text, "seconds, more than 0 and at most 3600");

    private static string Matching(string setting, string text, Regex pattern, string form) =>
        pattern.IsMatch(text) ? text : throw Unusable(setting, text, form);

    private static string OneOf(string setting, string text, string one, string other) =>
        text == one || text == other ? text : throw Unusable(setting, text, $"{one} or {other}");

    private static string Existing(string setting, string path, Func<string, bool> exists) =>
        Path.IsPathRooted(path) && exists(path) ? path : throw Unusable(setting, path, "the absolute path of something that is there");

    private static InvalidInputException Unusable(string setting, string value, string form) =>
        new($"The setting {setting} is '{value}', which cannot be used.", $"set {setting} to {form}.");

    private static InvalidInputException Missing(string setting, string form) =>
        new($"The setting {setting} is not set.", $"set {setting} to {form}.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,30}$")]
    private static partial Regex EstatePattern();

    // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
    [GeneratedRegex(@"\A(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})\z")]
    private static partial Regex KmsKeyPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketPattern();
}
