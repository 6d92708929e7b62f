using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.Local.Tests.Sample.Estate;

namespace Serverless.Ops.Local.Tests.Sample.Site;

public sealed class SampleSiteTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_WithTheRightPassword_OpensASessionThatEndsWithLogout()
    {
        using HttpClient http = Guest();

        (HttpStatusCode status, JsonObject answer) = await PostAsync(
            http,
            "api/method/login",
            new JsonObject { ["usr"] = EstateSecrets.GateUser, ["pwd"] = fixture.Estate.Secrets.GatePassword }
        );

        status.ShouldBe(HttpStatusCode.OK);
        answer["message"]!.ToString().ShouldBe("Logged In");
        (await GetAsync(http, "api/method/frappe.auth.get_logged_user")).Answer["message"]!.ToString().ShouldBe(EstateSecrets.GateUser);
        (await http.GetStringAsync(Relative("app"), Cancellation)).ShouldContain("frappe.csrf_token = \"");
        (await PostAsync(http, "api/method/logout", [])).Status.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(http, "api/method/frappe.auth.get_logged_user")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(EstateSecrets.GateUser, "wrong")]
    [InlineData("nobody@fern.example", "wrong")]
    [InlineData("' or 1=1 -- ", "' or 1=1 -- ")]
    public async Task Login_WithAWrongPassword_IsRefused(string user, string password)
    {
        using HttpClient http = Guest();

        (HttpStatusCode status, JsonObject answer) = await PostAsync(
            http,
            "api/method/login",
            new JsonObject { ["usr"] = user, ["pwd"] = password }
        );

        status.ShouldBe(HttpStatusCode.Unauthorized);
        answer["exc_type"]!.ToString().ShouldBe("AuthenticationError");
    }

    [Theory]
    [InlineData("api/resource/Member", HttpStatusCode.OK)]
    [InlineData("api/resource/Nothing", HttpStatusCode.NotFound)]
    [InlineData("api/resource/Member/MEM-999999", HttpStatusCode.NotFound)]
    [InlineData("api/resource/Member?fields=[\"name\",\"pass`word\"]", HttpStatusCode.ExpectationFailed)]
    [InlineData("api/resource/Member?fields=[\"name\"]&order_by=sleep(9)", HttpStatusCode.ExpectationFailed)]
    [InlineData("api/resource/Member?filters=[[\"name\",\"regexp\",\"x\"]]", HttpStatusCode.ExpectationFailed)]
    [InlineData("api/resource/Member?filters=nonsense", HttpStatusCode.ExpectationFailed)]
    [InlineData("api/resource/User?fields=[\"api_key\"]", HttpStatusCode.ExpectationFailed)]
    [InlineData("api/method/os.system", HttpStatusCode.NotFound)]
    public async Task Reading_WhatTheSchemaHas_AndNothingElse(string path, HttpStatusCode expected)
    {
        using HttpClient http = WithToken();

        (await GetAsync(http, path)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task List_WithFilters_TakesValuesAsValues()
    {
        using HttpClient http = WithToken();

        JsonArray none = (await GetAsync(http, "api/resource/Member?filters=[[\"name\",\"=\",\"' or 1=1 or '\"]]")).Answer[
            "data"
        ]!.AsArray();
        JsonArray some = (
            await GetAsync(
                http,
                "api/resource/Member?filters={\"status\":\"Active\"}&fields=[\"name\",\"status\"]&limit_page_length=7&order_by=name"
            )
        ).Answer["data"]!.AsArray();

        none.ShouldBeEmpty();
        some.Count.ShouldBe(7);
        some.ShouldAllBe(row => row!["status"]!.ToString() == "Active");
    }

    [Fact]
    public async Task Token_WithAWrongSecret_IsRefused()
    {
        using HttpClient http = Guest();
        http.DefaultRequestHeaders.Authorization = new("token", fixture.Estate.Secrets.TrafficApiKey + ":nothing");

        (await GetAsync(http, "api/resource/Member")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Write_ByCookieWithoutTheCsrfToken_IsRefused()
    {
        using HttpClient http = Guest();
        await PostAsync(
            http,
            "api/method/login",
            new JsonObject { ["usr"] = EstateSecrets.GateUser, ["pwd"] = fixture.Estate.Secrets.GatePassword }
        );

        (HttpStatusCode status, JsonObject answer) = await PostAsync(
            http,
            "api/resource/Media Request",
            new JsonObject { ["title"] = "x" }
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer["exc_type"]!.ToString().ShouldBe("CSRFTokenError");
    }

    [Fact]
    public async Task PaymentEntry_Once_MovesBalanceSeriesReferencesAndVersionTogether()
    {
        using HttpClient http = WithToken();
        decimal before = (await GetAsync(http, "api/resource/Member/MEM-000001")).Answer["data"]!["balance"]!.GetValue<decimal>();

        (HttpStatusCode status, JsonObject answer) = await PostAsync(
            http,
            "api/resource/Payment Entry",
            Payment("MEM-000001", "test-payment-1")
        );

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        JsonNode entry = answer["data"]!;
        entry["name"]!.ToString().ShouldStartWith("ACC-PAY-2026-");
        entry["references"]!.AsArray().Count.ShouldBe(2);
        JsonNode member = (await GetAsync(http, "api/resource/Member/MEM-000001")).Answer["data"]!;
        member["balance"]!.GetValue<decimal>().ShouldBe(before + 12.5m);
        member["last_payment_reference"]!.ToString().ShouldBe("test-payment-1");
        (
            await GetAsync(
                http,
                "api/resource/Version?filters={\"ref_doctype\":\"Member\",\"docname\":\"MEM-000001\"}"
                    + "&fields=[\"data\"]&order_by=creation desc&limit_page_length=1"
            )
        ).Answer["data"]![0]!["data"]!
            .ToString()
            .ShouldContain("\"balance\"");
    }

    [Fact]
    public async Task PaymentEntry_ForNobody_ChangesNothing()
    {
        using HttpClient http = WithToken();

        (HttpStatusCode status, JsonObject answer) = await PostAsync(
            http,
            "api/resource/Payment Entry",
            Payment("MEM-NOBODY", "test-payment-2")
        );

        status.ShouldBe(HttpStatusCode.ExpectationFailed);
        answer["exc_type"]!.ToString().ShouldBe("LinkValidationError");
        (await GetAsync(http, "api/resource/Payment Entry?filters={\"reference_no\":\"test-payment-2\"}")).Answer["data"]!
            .AsArray()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task StatusApproval_OfASuggestion_LeavesAVersion()
    {
        using HttpClient http = WithToken();

        using HttpResponseMessage answer = await http.PutAsJsonAsync(
            Relative("api/resource/Status Suggestion/SUG-GATE"),
            new Dictionary<string, string> { ["status"] = "Approved" },
            Cancellation
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(http, "api/resource/Status Suggestion/SUG-GATE")).Answer["data"]!["status"]!.ToString().ShouldBe("Approved");
        (await GetAsync(http, "api/resource/Version?filters={\"docname\":\"SUG-GATE\"}")).Answer["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Search_ByNameInTheFullTextIndex_FindsTheMember()
    {
        using HttpClient http = WithToken();

        JsonArray found = (await GetAsync(http, "api/method/membership.api.search_members?txt=keeper")).Answer["message"]!.AsArray();

        found.ShouldContain(row => row!["name"]!.ToString() == "MEM-GATE");
    }

    [Fact]
    public async Task Canary_WithTheSitesKey_IsDecrypted()
    {
        using HttpClient http = WithToken();

        (await GetAsync(http, "api/method/frappe.client.get_password?doctype=Email Account&name=Notifications&fieldname=password")).Answer[
            "message"
        ]!
            .ToString()
            .ShouldBe(fixture.Estate.Secrets.CanaryValue);
    }

    [Fact]
    public async Task SiteConfig_WhenItChanges_IsTakenUpWithoutARestart()
    {
        using HttpClient people = WithToken();
        using HttpClient gate = new() { BaseAddress = fixture.Site.GateUrl };
        SiteConfig open = await SiteConfigFile.ReadAsync(fixture.Estate.SiteFolder, Cancellation);
        try
        {
            await SiteConfigFile.WriteAsync(
                fixture.Estate.SiteFolder,
                open.With(new KeyValuePair<string, JsonNode?>("maintenance_mode", 1)),
                Cancellation
            );

            (await GetAsync(people, "api/method/ping")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await GetAsync(gate, "api/method/ping")).Status.ShouldBe(HttpStatusCode.OK);

            await SiteConfigFile.WriteAsync(
                fixture.Estate.SiteFolder,
                open.With(new KeyValuePair<string, JsonNode?>("db_name", "nowhere")),
                Cancellation
            );
            (await GetAsync(people, "api/resource/Member")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        }
        finally
        {
            await SiteConfigFile.WriteAsync(fixture.Estate.SiteFolder, open, Cancellation);
        }

        (await GetAsync(people, "api/resource/Member")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static JsonObject Payment(string member, string reference) =>
        new()
        {
            ["party"] = member,
            ["paid_amount"] = 12.5m,
            ["payment_type"] = "Receive",
            ["currency"] = "EUR",
            ["reference_no"] = reference,
            ["references"] = new JsonArray(
                new JsonObject
                {
                    ["reference_doctype"] = "Sales Invoice",
                    ["reference_name"] = reference + "-a",
                    ["allocated_amount"] = 10,
                },
                new JsonObject
                {
                    ["reference_doctype"] = "Sales Invoice",
                    ["reference_name"] = reference + "-b",
                    ["allocated_amount"] = 2.5m,
                }
            ),
        };

    private HttpClient Guest() => new() { BaseAddress = fixture.Site.PublicUrl };

    private HttpClient WithToken()
    {
        HttpClient http = Guest();
        http.DefaultRequestHeaders.Authorization = new(
            "token",
            $"{fixture.Estate.Secrets.TrafficApiKey}:{fixture.Estate.Secrets.TrafficApiSecret}"
        );
        return http;
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static async Task<(HttpStatusCode Status, JsonObject Answer)> GetAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(Relative(path), Cancellation);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }

    private static async Task<(HttpStatusCode Status, JsonObject Answer)> PostAsync(HttpClient http, string path, JsonObject body)
    {
        using HttpResponseMessage answer = await http.PostAsync(Relative(path), JsonContent.Create(body), Cancellation);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!);
    }
}
