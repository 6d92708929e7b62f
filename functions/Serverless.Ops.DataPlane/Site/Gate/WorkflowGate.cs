using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Gate;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>
/// Tries the critical workflows on a restored site through the HTTP API, as a person would. Each workflow gets a verdict with its
/// reason. A failed workflow does not stop the others. The gate may run again on the same site, because it writes only to its own
/// documents.
/// </summary>
/// <param name="patience">Time that a site may take until its first answer. Null means 30 seconds.</param>
public sealed class WorkflowGate(Uri site, string runId, TimeProvider time, TimeSpan? patience = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenPings = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <param name="parameter">Name of the gate's parameter, for errors.</param>
    /// <exception cref="ParameterMalformedException">The secret does not hold the credentials of the gate.</exception>
    /// <exception cref="SiteUnreachableException">The site does not answer, so there is no verdict. A retry may succeed.</exception>
    public async Task<WorkflowReport> CheckAsync(string parameter, SecretText secret, CancellationToken cancellationToken)
    {
        var gate = GateCredentials.Parse(parameter, secret);
        DateTimeOffset startedAt = time.GetUtcNow();
        await WaitUntilItAnswersAsync(cancellationToken);
        using var client = new FrappeClient(site, AnswerLimit);
        List<WorkflowVerdict> verdicts = [];
        foreach (
            (string workflow, Func<Task<string>> check) in ((string, Func<Task<string>>)[])
                [
                    ("login", () => LogInAsync(client, gate, cancellationToken)),
                    ("member search", () => SearchAsync(client, gate, cancellationToken)),
                    ("status approval", () => ApproveAsync(client, gate, cancellationToken)),
                    ("payment entry", () => PayAsync(client, gate, cancellationToken)),
                    ("media feed", () => ReadFeedAsync(client, cancellationToken)),
                    ("encryption key", () => DecryptAsync(client, gate.Canary, cancellationToken)),
                ]
        )
        {
            verdicts.Add(await JudgeAsync(workflow, check));
        }

        return new WorkflowReport
        {
            Format = WorkflowReport.CurrentFormat,
            RunId = runId,
            SiteUrl = site,
            StartedAt = startedAt,
            FinishedAt = time.GetUtcNow(),
            Workflows = verdicts,
        };
    }

    // Any answer of the site ends the wait, also a refusal: the workflows judge the answers. 502 and 504 come from the gateway, not from
    // the site.
    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new FrappeClient(site, PingLimit);
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await client.CallAsync("ping", new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken);
                return;
            }
            catch (SiteRefusedException refused) when (refused.Status is not (502 or 504))
            {
                return;
            }
            catch (OpsException silent)
            {
                if (time.GetElapsedTime(began) >= (patience ?? Patience))
                {
                    throw silent as SiteUnreachableException ?? new SiteUnreachableException(site, silent.WhatHappened, silent);
                }
            }

            await Task.Delay(BetweenPings, time, cancellationToken);
        }
    }

    private async Task<WorkflowVerdict> JudgeAsync(string workflow, Func<Task<string>> check)
    {
        long began = time.GetTimestamp();
        try
        {
            string seen = await check();
            return new WorkflowVerdict(workflow, Verdict.Good, seen, time.GetElapsedTime(began));
        }
        catch (OpsException found) when (found is not SiteUnreachableException)
        {
            return new WorkflowVerdict(workflow, Verdict.Failed, found.WhatHappened, time.GetElapsedTime(began));
        }
        catch (Exception odd) when (odd is InvalidOperationException or FormatException)
        {
            // The JSON does not have the form that Frappe documents.
            return new WorkflowVerdict(
                workflow,
                Verdict.Failed,
                $"The answer has an unexpected form: {odd.Message}",
                time.GetElapsedTime(began)
            );
        }
    }

    private static async Task<string> LogInAsync(FrappeClient client, GateCredentials gate, CancellationToken cancellationToken)
    {
        await client.LogInAsync(gate.Usr, gate.Pwd, cancellationToken);
        string user =
            (
                await client.CallAsync(
                    "frappe.auth.get_logged_user",
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    cancellationToken
                )
            )?.ToString() ?? "nobody";
        return user == gate.Usr ? $"signed in as {user}" : throw new GateFindingException($"signed in, but the site names the user {user}");
    }

    private static async Task<string> SearchAsync(FrappeClient client, GateCredentials gate, CancellationToken cancellationToken)
    {
        string name = Text(await client.GetAsync("Member", gate.Member, cancellationToken), "member_name");
        JsonArray found =
            await client.CallAsync(
                "membership.api.search_members",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["txt"] = name },
                cancellationToken
            ) as JsonArray
            ?? [];
        return found.Any(row => row?["name"]?.ToString() == gate.Member)
            ? $"the search for '{name}' found {gate.Member} among {found.Count} members"
            : throw new GateFindingException($"the search for '{name}' found {found.Count} members, but not {gate.Member}");
    }

    // The gate first sets the status back to Pending, so that a second run can approve again.
    private static async Task<string> ApproveAsync(FrappeClient client, GateCredentials gate, CancellationToken cancellationToken)
    {
        const string DocType = "Status Suggestion";
        await client.UpdateAsync(DocType, gate.Suggestion, new JsonObject { ["status"] = "Pending" }, cancellationToken);
        int before = await VersionsAsync(client, DocType, gate.Suggestion, cancellationToken);
        await client.UpdateAsync(
            DocType,
            gate.Suggestion,
            new JsonObject { ["status"] = "Approved", ["approved_by"] = gate.Usr },
            cancellationToken
        );
        string status = Text(await client.GetAsync(DocType, gate.Suggestion, cancellationToken), "status");
        int versions = await VersionsAsync(client, DocType, gate.Suggestion, cancellationToken) - before;
        return status == "Approved" && versions == 1
            ? $"{gate.Suggestion} reads back as Approved, with its version"
            : throw new GateFindingException($"{gate.Suggestion} reads back as {status}, with {versions} new versions");
    }

    private async Task<string> PayAsync(FrappeClient client, GateCredentials gate, CancellationToken cancellationToken)
    {
        const decimal Amount = 12.34m;
        string reference = $"gate-{runId}-{Guid.NewGuid():n}"[..Math.Min(120, runId.Length + 38)];
        decimal before = Money(await client.GetAsync("Member", gate.Member, cancellationToken), "balance");
        string name = Text(
            await client.InsertAsync(
                "Payment Entry",
                new JsonObject
                {
                    ["party"] = gate.Member,
                    ["paid_amount"] = Amount,
                    ["payment_type"] = "Receive",
                    ["currency"] = "EUR",
                    ["reference_no"] = reference,
                    ["references"] = new JsonArray(
                        new JsonObject
                        {
                            ["reference_doctype"] = "Sales Invoice",
                            ["reference_name"] = reference,
                            ["allocated_amount"] = Amount,
                        }
                    ),
                },
                cancellationToken
            ),
            "name"
        );
        JsonObject entry = await client.GetAsync("Payment Entry", name, cancellationToken);
        decimal after = Money(await client.GetAsync("Member", gate.Member, cancellationToken), "balance");
        int references = (entry["references"] as JsonArray)?.Count ?? 0;
        return Money(entry, "paid_amount") == Amount && references == 1 && after - before == Amount
            ? string.Create(CultureInfo.InvariantCulture, $"{name} reads back with its reference; the balance rose by {Amount}")
            : throw new GateFindingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} reads back with {references} references; the balance rose by {after - before} instead of {Amount}"
                )
            );
    }

    private static async Task<string> ReadFeedAsync(FrappeClient client, CancellationToken cancellationToken)
    {
        JsonArray requests = await client.ListAsync(
            "Media Request",
            null,
            ["name", "title", "attachment", "creation"],
            "creation desc",
            20,
            cancellationToken
        );
        JsonArray files = await client.ListAsync("File", null, ["name", "file_name", "file_url"], "creation desc", 20, cancellationToken);
        int odd = files.Count(file =>
            file?["file_url"]?.ToString() is not { } url
            || !(url.StartsWith("/files/", StringComparison.Ordinal) || url.StartsWith("/private/files/", StringComparison.Ordinal))
        );
        return requests.Count > 0 && files.Count > 0 && odd == 0
            ? $"{requests.Count} requests and {files.Count} files, newest {Text((JsonObject)requests[0]!, "name")}"
            : throw new GateFindingException(
                $"found {requests.Count} media requests and {files.Count} files; {odd} of these files have no usable address"
            );
    }

    private static async Task<string> DecryptAsync(FrappeClient client, Canary canary, CancellationToken cancellationToken)
    {
        JsonNode? text = await client.CallAsync(
            "frappe.client.get_password",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["doctype"] = canary.Doctype,
                ["name"] = canary.Name,
                ["fieldname"] = canary.Fieldname,
            },
            cancellationToken
        );
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text?.ToString() ?? "")));
        return sha256 == canary.Sha256
            ? "the site decrypts the known secret with its encryption_key"
            : throw new GateFindingException("the site decrypts the known secret to a wrong text");
    }

    private static async Task<int> VersionsAsync(FrappeClient client, string docType, string name, CancellationToken cancellationToken) =>
        (
            await client.ListAsync(
                "Version",
                new JsonObject { ["ref_doctype"] = docType, ["docname"] = name },
                ["name"],
                "creation desc",
                0,
                cancellationToken
            )
        ).Count;

    private static string Text(JsonObject document, string field) =>
        document[field]?.ToString() ?? throw new GateFindingException($"the document has no {field}");

    private static decimal Money(JsonObject document, string field) =>
        decimal.Parse(Text(document, field), NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>The site answered, but the result of the workflow is wrong. The message becomes the reason of the verdict.</summary>
internal sealed class GateFindingException(string found)
    : PermanentException(found, "compare the restored site with the site before the disaster.");
