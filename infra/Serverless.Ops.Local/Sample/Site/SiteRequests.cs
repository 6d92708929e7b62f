using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MySqlConnector;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>The common part of all requests: maintenance mode, the user, and errors in Frappe's form.</summary>
internal sealed class SiteRequests(SiteDatabase database, Sessions sessions, SiteOptions options)
{
    /// <summary>Runs the work of a request and writes the answer, or the error in Frappe's form.</summary>
    public Task AnswerAsync(HttpContext context, Func<CancellationToken, Task<JsonNode?>> work) =>
        GuardAsync(context, async cancellationToken => await WriteAsync(context, 200, await work(cancellationToken)));

    /// <summary>Does the same for a request whose answer is an HTML page.</summary>
    public Task PageAsync(HttpContext context, Func<CancellationToken, Task<string>> work) =>
        GuardAsync(
            context,
            async cancellationToken =>
            {
                string page = await work(cancellationToken);
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(page, cancellationToken);
            }
        );

    private async Task GuardAsync(HttpContext context, Func<CancellationToken, Task> work)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        try
        {
            if (context.Connection.LocalPort == options.Port && (await database.ConfigAsync(cancellationToken)).MaintenanceMode)
            {
                throw new FrappeApiException(503, "SessionStopped", "The site is being updated. Please come back later.");
            }

            await work(cancellationToken);
        }
        catch (FrappeApiException refused)
        {
            await WriteAsync(context, refused.Status, Error(refused.Type, refused.Message));
        }
        catch (MySqlException duplicate) when (duplicate.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            await WriteAsync(context, 409, Error("DuplicateEntryError", duplicate.Message));
        }
        catch (MySqlException invalid)
            when (invalid.ErrorCode is MySqlErrorCode.DataTooLong or MySqlErrorCode.WrongValue or MySqlErrorCode.TruncatedWrongValueForField
            )
        {
            await WriteAsync(context, 417, Error("DataError", invalid.Message));
        }
        catch (OpsException unusable)
        {
            await WriteAsync(context, 503, Error("SiteUnavailableError", unusable.Message));
        }
        catch (MySqlException broken)
        {
            await WriteAsync(context, 500, Error("OperationalError", broken.Message));
        }
    }

    /// <summary>The user of the request. Writes by cookie need the CSRF token. A request without a user is an error.</summary>
    public async Task<string> UserAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("token ", StringComparison.Ordinal))
        {
            return await sessions.AuthenticateAsync(authorization["token ".Length..], cancellationToken);
        }

        Session session = await SessionAsync(context, cancellationToken);
        return HttpMethods.IsGet(context.Request.Method) || context.Request.Headers["X-Frappe-CSRF-Token"] == session.CsrfToken
            ? session.User
            : throw new FrappeApiException(400, "CSRFTokenError", "Invalid Request");
    }

    public async Task<Session> SessionAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.Request.Cookies["sid"] is { Length: > 0 } sid && await sessions.FindAsync(sid, cancellationToken) is { } session
            ? session
            : throw FrappeApiException.NotPermitted("Login to access");

    public static async Task<JsonObject> BodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.HasFormContentType)
        {
            IFormCollection form = await context.Request.ReadFormAsync(cancellationToken);
            return new JsonObject(form.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToString())));
        }

        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: cancellationToken) as JsonObject
                ?? throw FrappeApiException.Invalid("the body must be a JSON object");
        }
        catch (JsonException broken)
        {
            throw FrappeApiException.Invalid("the body is not JSON", broken);
        }
    }

    private static JsonObject Error(string type, string message) =>
        new()
        {
            ["exception"] = $"frappe.exceptions.{type}: {message}",
            ["exc_type"] = type,
            ["_server_messages"] = new JsonArray(new JsonObject { ["message"] = message }.ToJsonString()).ToJsonString(),
        };

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync((answer ?? new JsonObject()).ToJsonString(), context.RequestAborted);
    }
}

/// <summary>An error answer in Frappe's shape: a status, the name of Frappe's exception, a message for people.</summary>
internal sealed class FrappeApiException(int status, string type, string message, Exception? cause = null) : Exception(message, cause)
{
    public int Status { get; } = status;

    /// <summary>The name of Frappe's exception class, such as <c>DoesNotExistError</c>.</summary>
    public string Type { get; } = type;

    public static FrappeApiException Invalid(string message, Exception? cause = null) => new(417, "ValidationError", message, cause);

    public static FrappeApiException NotPermitted(string message) => new(403, "PermissionError", message);

    public static FrappeApiException WrongCredentials(string message) => new(401, "AuthenticationError", message);

    public static FrappeApiException DoesNotExist(string docType, string name) =>
        new(404, "DoesNotExistError", $"{docType} {name} not found");
}
