using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// The sample site: the part of Frappe's HTTP API that the five critical workflows use. It has two listeners. The public one
/// answers 503 while maintenance_mode is 1. The gate's listener always answers.
/// </summary>
internal sealed class SiteServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly SiteDatabase database;

    private SiteServer(WebApplication application, SiteDatabase database) => (this.application, this.database) = (application, database);

    public static async Task<SiteServer> StartAsync(SiteOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Listen(IPAddress.Loopback, options.GatePort);
        });
        WebApplication application = builder.Build();
        var database = new SiteDatabase(options.Folder);
        Map(application, options, database, time);
        await application.StartAsync(cancellationToken);
        return new SiteServer(application, database);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        database.Dispose();
    }

    private static void Map(WebApplication application, SiteOptions options, SiteDatabase database, TimeProvider time)
    {
        var sessions = new Sessions(database, time);
        var documents = new Documents(database, time);
        var payments = new PaymentEntries(database, documents);
        var requests = new SiteRequests(database, sessions, options);
        MapMethods(application, requests, sessions, database);
        MapResources(application, requests, documents, payments);
    }

    private static void MapMethods(WebApplication application, SiteRequests requests, Sessions sessions, SiteDatabase database)
    {
        application.MapGet("/api/method/ping", (HttpContext context) => requests.AnswerAsync(context, PongAsync));
        application.MapPost(
            "/api/method/login",
            (HttpContext context) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        JsonObject body = await SiteRequests.BodyAsync(context, cancellationToken);
                        Session session = await sessions.LogInAsync(
                            body["usr"]?.ToString() ?? "",
                            body["pwd"]?.ToString() ?? "",
                            context.Connection.RemoteIpAddress?.ToString() ?? "",
                            cancellationToken
                        );
                        context.Response.Cookies.Append(
                            "sid",
                            session.Sid,
                            new CookieOptions
                            {
                                HttpOnly = true,
                                SameSite = SameSiteMode.Lax,
                                Path = "/",
                            }
                        );
                        return new JsonObject
                        {
                            ["message"] = "Logged In",
                            ["home_page"] = "/app",
                            ["full_name"] = session.FullName,
                        };
                    }
                )
        );
        application.MapMethods(
            "/api/method/logout",
            ["GET", "POST"],
            (HttpContext context) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        await sessions.LogOutAsync((await requests.SessionAsync(context, cancellationToken)).Sid, cancellationToken);
                        context.Response.Cookies.Delete("sid");
                        return new JsonObject();
                    }
                )
        );
        application.MapGet(
            "/api/method/frappe.auth.get_logged_user",
            (HttpContext context) =>
                requests.AnswerAsync(context, async cancellationToken => Message(await requests.UserAsync(context, cancellationToken)))
        );
        application.MapGet(
            "/api/method/frappe.client.get_password",
            (HttpContext context) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        await requests.UserAsync(context, cancellationToken);
                        IQueryCollection query = context.Request.Query;
                        return Message(
                            await sessions.DecryptAsync(
                                query["doctype"].ToString(),
                                query["name"].ToString(),
                                query["fieldname"].ToString(),
                                cancellationToken
                            )
                        );
                    }
                )
        );
        application.MapGet(
            "/api/method/membership.api.search_members",
            (HttpContext context) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        await requests.UserAsync(context, cancellationToken);
                        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
                        await using var search = new MySqlCommand(
                            "select g.`name`, g.`title`, m.`status`, m.`chapter` "
                                + "from `__global_search` g join `tabMember` m on m.`name` = g.`name` "
                                + "where g.`doctype` = 'Member' and match (g.`content`) against (@txt) limit 20",
                            connection
                        );
                        search.Parameters.AddWithValue("@txt", context.Request.Query["txt"].ToString());
                        return new JsonObject { ["message"] = await FrappeRows.ReadAsync(search, cancellationToken) };
                    }
                )
        );

        // Frappe's desk page gives the CSRF token to a signed-in browser.
        application.MapGet(
            "/app",
            (HttpContext context) =>
                requests.PageAsync(
                    context,
                    async cancellationToken =>
                    {
                        Session session = await requests.SessionAsync(context, cancellationToken);
                        return $"<!doctype html><title>Desk</title><script>frappe.csrf_token = \"{session.CsrfToken}\";</script>";
                    }
                )
        );
        application.MapFallback(
            "{*path}",
            (HttpContext context) =>
                requests.AnswerAsync(
                    context,
                    _ => throw new FrappeApiException(404, "DoesNotExistError", $"{context.Request.Path} not found")
                )
        );
    }

    private static void MapResources(WebApplication application, SiteRequests requests, Documents documents, PaymentEntries payments)
    {
        application.MapGet(
            "/api/resource/{docType}",
            (HttpContext context, string docType) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        await requests.UserAsync(context, cancellationToken);
                        return Data(await documents.ListAsync(Find(docType), ListQuery.Parse(context.Request.Query), cancellationToken));
                    }
                )
        );
        application.MapPost(
            "/api/resource/{docType}",
            (HttpContext context, string docType) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        string user = await requests.UserAsync(context, cancellationToken);
                        DocType kind = FindWritable(docType);
                        JsonObject body = await SiteRequests.BodyAsync(context, cancellationToken);
                        return Data(
                            kind.Name == "Payment Entry"
                                ? await payments.EnterAsync(body, user, cancellationToken)
                                : await documents.InsertAsync(kind, body, user, cancellationToken)
                        );
                    }
                )
        );
        application.MapGet(
            "/api/resource/{docType}/{name}",
            (HttpContext context, string docType, string name) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        await requests.UserAsync(context, cancellationToken);
                        return Data(await documents.GetAsync(Find(docType), name, cancellationToken));
                    }
                )
        );
        application.MapPut(
            "/api/resource/{docType}/{name}",
            (HttpContext context, string docType, string name) =>
                requests.AnswerAsync(
                    context,
                    async cancellationToken =>
                    {
                        string user = await requests.UserAsync(context, cancellationToken);
                        return Data(
                            await documents.UpdateAsync(
                                FindWritable(docType),
                                name,
                                await SiteRequests.BodyAsync(context, cancellationToken),
                                user,
                                cancellationToken
                            )
                        );
                    }
                )
        );
    }

    private static Task<JsonNode?> PongAsync(CancellationToken cancellationToken) => Task.FromResult<JsonNode?>(Message("pong"));

    private static DocType Find(string name) =>
        DocType.All.TryGetValue(name, out DocType? docType) ? docType : throw FrappeApiException.DoesNotExist("DocType", name);

    private static DocType FindWritable(string name) =>
        Find(name) is { Writable: true } docType
            ? docType
            : throw FrappeApiException.NotPermitted($"{name} cannot be written through the API");

    private static JsonObject Message(JsonNode? message) => new() { ["message"] = message };

    private static JsonObject Data(JsonNode data) => new() { ["data"] = data };
}

/// <summary>The start options of the sample site.</summary>
/// <param name="Folder">The Frappe site folder with site_config.json.</param>
/// <param name="Port">The port for people. It answers 503 while maintenance_mode is 1.</param>
/// <param name="GatePort">The port for the workflow gate. It always answers.</param>
public sealed record SiteOptions(string Folder, int Port, int GatePort);
