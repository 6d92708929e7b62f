using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Config;

/// <summary>
/// The <c>site_config.json</c> of a Frappe site. The file belongs to the site, so every key that is not named here stays unchanged.
/// Booleans are the numbers 0 and 1, as Frappe writes them.
/// </summary>
public sealed class SiteConfig
{
    private readonly JsonObject json;
    private readonly string path;

    private SiteConfig(JsonObject json, string path) => (this.json, this.path) = (json, path);

    /// <summary>Name of the database. Frappe uses the same name for the account of the application.</summary>
    public string DatabaseName => Required("db_name");

    public string DatabasePassword => Required("db_password");

    public string DatabaseHost => Optional("db_host") ?? "127.0.0.1";

    public int DatabasePort => (int?)Number("db_port") ?? 3306;

    /// <summary>Path of the Unix socket. If it is set, host and port are not used.</summary>
    public string? DatabaseSocket => Optional("db_socket");

    /// <summary>Fernet key of the values in <c>__Auth</c>. It must never stand in a log, a plan or a report.</summary>
    public string EncryptionKey => Required("encryption_key");

    /// <summary>URL at which the workflow gate reaches the closed site. This suite defines the key, not Frappe.</summary>
    public string GateUrl => Required("gate_url");

    public bool MaintenanceMode => Number("maintenance_mode") is > 0;

    public bool MuteEmails => Number("mute_emails") is > 0;

    public bool PauseScheduler => Number("pause_scheduler") is > 0;

    /// <summary>Parses the text of a file. Errors name the file by <paramref name="path"/>.</summary>
    /// <exception cref="SiteConfigUnreadableException">The text is not a JSON object.</exception>
    public static SiteConfig Parse(string path, string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject json
                ? new SiteConfig(json, path)
                : throw new SiteConfigUnreadableException(path, "it is not a JSON object");
        }
        catch (JsonException broken)
        {
            throw new SiteConfigUnreadableException(path, broken.Message, broken);
        }
    }

    /// <summary>Returns a copy with some keys changed. A null value removes the key.</summary>
    public SiteConfig With(params ReadOnlySpan<KeyValuePair<string, JsonNode?>> changes)
    {
        var copy = (JsonObject)json.DeepClone();
        foreach ((string key, JsonNode? value) in changes)
        {
            if (value is null)
            {
                copy.Remove(key);
            }
            else
            {
                copy[key] = value.DeepClone();
            }
        }

        return new SiteConfig(copy, path);
    }

    /// <summary>Returns the configuration of a restored site: on this database, closed to people, mail muted, scheduler paused.</summary>
    /// <param name="socket">Unix socket, or null for TCP.</param>
    public SiteConfig RestoredOn(string? socket, string host, int port) =>
        With(
            new("db_socket", socket),
            new("db_host", socket is null ? host : "localhost"),
            new("db_port", socket is null ? port : null),
            new("maintenance_mode", 1),
            new("mute_emails", 1),
            new("pause_scheduler", 1)
        );

    /// <summary>Indented JSON, as Frappe writes it.</summary>
    public byte[] ToUtf8Json()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteTo(writer);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private string Required(string key) => Optional(key) ?? throw new SiteConfigUnreadableException(path, $"it has no text under '{key}'");

    private string? Optional(string key) =>
        json[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private long? Number(string key) =>
        json[key] is not JsonValue value ? null
        : value.TryGetValue(out long number) ? number
        : value.TryGetValue(out bool flag) ? (flag ? 1 : 0)
        : value.TryGetValue(out int small) ? small
        : null;
}

/// <summary>A site_config.json cannot be used. The message names the file and the key, never a value.</summary>
public sealed class SiteConfigUnreadableException(string path, string reason, Exception? cause = null)
    : PermanentException(
        $"{path} cannot be used: {reason}.",
        "restore the file from the configuration repository, then run the job again.",
        cause
    );
