using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>
/// Acts as one user of a Frappe site over the HTTP API (https://docs.frappe.io/framework/user/en/api/rest). The user has a cookie session
/// with its CSRF token, or an API token. Methods throw <see cref="SiteUnreachableException"/> and <see cref="SiteRefusedException"/>.
/// </summary>
public sealed partial class FrappeClient : IDisposable
{
    private readonly HttpClient http;
    private string? csrfToken;

    public FrappeClient(Uri site, TimeSpan timeout) =>
        http = new HttpClient(
            new SocketsHttpHandler
            {
                CookieContainer = new CookieContainer(),
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            BaseAddress = site,
            Timeout = timeout,
        };

    public void UseToken(string key, string secret) =>
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", $"{key}:{secret}");

    /// <summary>Signs in and reads the CSRF token from the page of the desk.</summary>
    public async Task LogInAsync(string user, string password, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, "api/method/login", new JsonObject { ["usr"] = user, ["pwd"] = password }, cancellationToken);
        string desk = await TextAsync(HttpMethod.Get, "app", null, cancellationToken);
        csrfToken = CsrfToken().Match(desk) is { Success: true } match
            ? match.Groups[1].Value
            : throw new SiteRefusedException("app", 200, "NoCsrfToken", "the page of the desk has no frappe.csrf_token");
    }

    public async Task LogOutAsync(CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, "api/method/logout", new JsonObject(), cancellationToken);
        csrfToken = null;
    }

    /// <summary>Calls a whitelisted method with GET and returns <c>message</c> of the answer.</summary>
    public async Task<JsonNode?> CallAsync(
        string method,
        IReadOnlyDictionary<string, string> arguments,
        CancellationToken cancellationToken
    ) => (await SendAsync(HttpMethod.Get, $"api/method/{method}{Query(arguments)}", null, cancellationToken))["message"];

    /// <param name="filters">A JSON list or object of conditions, as Frappe expects it. Null means all documents.</param>
    public async Task<JsonArray> ListAsync(
        string docType,
        JsonNode? filters,
        IReadOnlyList<string> fields,
        string orderBy,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fields"] = new JsonArray([.. fields.Select(field => (JsonNode)field)]).ToJsonString(),
            ["order_by"] = orderBy,
            ["limit_page_length"] = limit.ToString(),
        };
        if (filters is not null)
        {
            arguments["filters"] = filters.ToJsonString();
        }

        string path = $"api/resource/{Uri.EscapeDataString(docType)}{Query(arguments)}";
        return (await SendAsync(HttpMethod.Get, path, null, cancellationToken))["data"] as JsonArray
            ?? throw new SiteRefusedException(path, 200, "NoData", "the answer has no list under 'data'");
    }

    public Task<JsonObject> GetAsync(string docType, string name, CancellationToken cancellationToken) =>
        DocumentAsync(
            HttpMethod.Get,
            $"api/resource/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}",
            null,
            cancellationToken
        );

    public Task<JsonObject> InsertAsync(string docType, JsonObject values, CancellationToken cancellationToken) =>
        DocumentAsync(HttpMethod.Post, $"api/resource/{Uri.EscapeDataString(docType)}", values, cancellationToken);

    public Task<JsonObject> UpdateAsync(string docType, string name, JsonObject values, CancellationToken cancellationToken) =>
        DocumentAsync(
            HttpMethod.Put,
            $"api/resource/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}",
            values,
            cancellationToken
        );

    public void Dispose() => http.Dispose();

    private async Task<JsonObject> DocumentAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        (await SendAsync(method, path, body, cancellationToken))["data"] as JsonObject
        ?? throw new SiteRefusedException(path, 200, "NoData", "the answer has no document under 'data'");

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        string text = await TextAsync(method, path, body, cancellationToken);
        return Parse(text) ?? throw new SiteRefusedException(path, 200, "NotJson", "the answer is not a JSON object");
    }

    private async Task<string> TextAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (csrfToken is not null)
        {
            request.Headers.Add("X-Frappe-CSRF-Token", csrfToken);
        }

        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? text : throw Refusal(path, (int)answer.StatusCode, text);
        }
        catch (HttpRequestException unreachable)
        {
            throw new SiteUnreachableException(http.BaseAddress!, unreachable.Message, unreachable);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SiteUnreachableException(http.BaseAddress!, $"no answer within {http.Timeout.TotalSeconds:0} s", late);
        }
    }

    private static SiteRefusedException Refusal(string path, int status, string text)
    {
        JsonObject? json = Parse(text);
        return new SiteRefusedException(
            path,
            status,
            json?["exc_type"]?.ToString() ?? "Unknown",
            json?["exception"]?.ToString() ?? "no reason given"
        );
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Query(IReadOnlyDictionary<string, string> arguments) =>
        arguments.Count == 0
            ? ""
            : "?" + string.Join('&', arguments.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    [GeneratedRegex("""frappe\.csrf_token\s*=\s*"([^"]+)";""")]
    private static partial Regex CsrfToken();
}

/// <summary>The site refused the request, or its answer does not have the expected form.</summary>
public sealed class SiteRefusedException(string path, int status, string type, string reason)
    : PermanentException(
        $"The site answered {path.Split('?')[0]} with {status} {type}: {reason}.",
        "look for that request in the error log of the site."
    )
{
    public int Status { get; } = status;

    /// <summary>Name of the Frappe exception. If the answer itself is wrong, a name of this client such as <c>NotJson</c>.</summary>
    public string Type { get; } = type;
}

/// <summary>The site does not answer.</summary>
public sealed class SiteUnreachableException(Uri site, string reason, Exception? cause = null)
    : TransientException(
        $"{site} does not answer: {reason.TrimEnd('.')}.",
        "check that the containers of the site run and that its address is right.",
        cause
    );
