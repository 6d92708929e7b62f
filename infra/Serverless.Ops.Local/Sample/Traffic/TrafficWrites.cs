using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Local.Sample.Estate;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>Makes the requests that write. Each name is unique, also among the seeded rows.</summary>
internal sealed class TrafficWrites(TrafficOptions options, TrafficTargets targets)
{
    private readonly string run = "trf-" + Guid.NewGuid().ToString("n")[..8];
    private long last;

    /// <summary>
    /// The next request, of a random kind. Some kinds change an existing document. When none is left, the request is a new suggestion.
    /// </summary>
    public async Task<TrafficWrite> NextAsync(FrappeClient client, SeedText text, CancellationToken cancellationToken)
    {
        string id = $"{run}-{Interlocked.Increment(ref last):d7}";
        int roll = text.Next(100);
        return roll < 20 && targets.PendingSuggestions.TryDequeue(out string? suggestion) ? Approve(id, suggestion)
            : roll is >= 20 and < 45 && targets.Members.TryDequeue(out string? member)
                ? await PayAsync(id, member, client, text, cancellationToken)
            : roll is >= 45 and < 60 ? RequestMedia(id, text)
            : roll is >= 60 and < 70 ? LogError(id, text)
            : Suggest(id, text);
    }

    private static TrafficWrite Suggest(string id, SeedText text)
    {
        (string member, string status, string reason) = (
            SeedRows.Member(text.Next(100)),
            text.Pick<string>("Active", "Lapsed", "Honorary"),
            text.Prose(20)
        );
        return new TrafficWrite(
            sentAt =>
                [
                    new JournalEntry(
                        id,
                        "suggest status",
                        sentAt,
                        null,
                        [
                            Inserted(
                                "tabStatus Suggestion",
                                [("name", id)],
                                ("member", member),
                                ("suggested_status", status),
                                ("reason", reason),
                                ("status", "Pending")
                            ),
                        ]
                    ),
                ],
            (client, cancellationToken) =>
                client.InsertAsync(
                    "Status Suggestion",
                    new JsonObject
                    {
                        ["name"] = id,
                        ["member"] = member,
                        ["suggested_status"] = status,
                        ["reason"] = reason,
                    },
                    cancellationToken
                )
        );
    }

    private TrafficWrite Approve(string id, string suggestion) =>
        new(
            sentAt =>
                [
                    new JournalEntry(
                        id,
                        "approve status",
                        sentAt,
                        null,
                        [
                            new JournalRow(
                                "tabStatus Suggestion",
                                Key(("name", suggestion)),
                                Values(("status", "Approved"), ("approved_by", id)),
                                Values(("status", "Pending"), ("approved_by", null))
                            ),
                            Inserted(
                                "tabVersion",
                                [("ref_doctype", "Status Suggestion"), ("docname", suggestion), ("owner", options.User)],
                                ("docstatus", "0")
                            ),
                        ]
                    ),
                ],
            (client, cancellationToken) =>
                client.UpdateAsync(
                    "Status Suggestion",
                    suggestion,
                    new JsonObject { ["status"] = "Approved", ["approved_by"] = id },
                    cancellationToken
                )
        );

    private async Task<TrafficWrite> PayAsync(
        string id,
        string member,
        FrappeClient client,
        SeedText text,
        CancellationToken cancellationToken
    )
    {
        decimal before = (await client.GetAsync("Member", member, cancellationToken))["balance"]!.GetValue<decimal>();
        decimal first = (text.Next(5_000) + 1) / 100m;
        decimal second = (text.Next(5_000) + 1) / 100m;
        var body = new JsonObject
        {
            ["party"] = member,
            ["paid_amount"] = first + second,
            ["payment_type"] = "Receive",
            ["currency"] = "EUR",
            ["reference_no"] = id,
            ["remarks"] = text.Prose(8),
            ["docstatus"] = 1,
            ["references"] = new JsonArray(Reference(id + "-a", first), Reference(id + "-b", second)),
        };
        return new TrafficWrite(
            sentAt =>
                [
                    new JournalEntry(
                        id,
                        "enter payment",
                        sentAt,
                        null,
                        [
                            Inserted(
                                "tabPayment Entry",
                                [("reference_no", id)],
                                ("party", member),
                                ("paid_amount", Money(first + second)),
                                ("docstatus", "1"),
                                ("remarks", body["remarks"]!.ToString())
                            ),
                            Inserted(
                                "tabPayment Entry Reference",
                                [("reference_name", id + "-a")],
                                ("allocated_amount", Money(first)),
                                ("idx", "1")
                            ),
                            Inserted(
                                "tabPayment Entry Reference",
                                [("reference_name", id + "-b")],
                                ("allocated_amount", Money(second)),
                                ("idx", "2")
                            ),
                            new JournalRow(
                                "tabMember",
                                Key(("name", member)),
                                Values(("balance", Money(before + first + second)), ("last_payment_reference", id)),
                                Values(("balance", Money(before)), ("last_payment_reference", null))
                            ),
                            Inserted(
                                "tabVersion",
                                [("ref_doctype", "Member"), ("docname", member), ("owner", options.User)],
                                ("docstatus", "0")
                            ),
                        ]
                    ),
                ],
            (sender, token) => sender.InsertAsync("Payment Entry", body, token)
        );
    }

    private static TrafficWrite RequestMedia(string id, SeedText text)
    {
        (string title, string description) = (text.Title(), text.Html(30));
        return new TrafficWrite(
            sentAt =>
                [
                    new JournalEntry(
                        id,
                        "request media",
                        sentAt,
                        null,
                        [Inserted("tabMedia Request", [("name", id)], ("title", title), ("description", description), ("status", "Open"))]
                    ),
                    new JournalEntry(
                        id + "-search",
                        "index media",
                        sentAt,
                        null,
                        [Inserted("__global_search", [("doctype", "Media Request"), ("name", id)], ("title", title))]
                    ),
                ],
            (client, cancellationToken) =>
                client.InsertAsync(
                    "Media Request",
                    new JsonObject
                    {
                        ["name"] = id,
                        ["title"] = title,
                        ["description"] = description,
                        ["media_type"] = "Photo",
                    },
                    cancellationToken
                )
        );
    }

    private static TrafficWrite LogError(string id, SeedText text)
    {
        string error = "Traceback (most recent call last):\n" + text.Prose(40);
        return new TrafficWrite(
            sentAt =>
                [
                    new JournalEntry(
                        id,
                        "log error",
                        sentAt,
                        null,
                        [Inserted("tabError Log", [("name", id)], ("method", "membership.tasks"), ("error", error))]
                    ),
                ],
            (client, cancellationToken) =>
                client.InsertAsync(
                    "Error Log",
                    new JsonObject
                    {
                        ["name"] = id,
                        ["method"] = "membership.tasks",
                        ["error"] = error,
                    },
                    cancellationToken
                )
        );
    }

    private static JsonObject Reference(string name, decimal amount) =>
        new()
        {
            ["reference_doctype"] = "Sales Invoice",
            ["reference_name"] = name,
            ["allocated_amount"] = amount,
        };

    private static JournalRow Inserted(string table, (string, string)[] key, params (string, string?)[] after) =>
        new(table, Key(key), Values(after), null);

    private static Dictionary<string, string> Key(params (string Column, string Value)[] columns) =>
        columns.ToDictionary(column => column.Column, column => column.Value, StringComparer.Ordinal);

    private static Dictionary<string, string?> Values(params (string Column, string? Value)[] columns) =>
        columns.ToDictionary(column => column.Column, column => column.Value, StringComparer.Ordinal);

    // The form in which the server prints a decimal(21,9).
    private static string Money(decimal amount) => amount.ToString("0.000000000", CultureInfo.InvariantCulture);
}

/// <summary>One request that writes, and its journal entries: one for its transaction, and one for each write to a MyISAM table.</summary>
/// <param name="Entries">Makes the entries from the time of sending.</param>
internal sealed record TrafficWrite(
    Func<DateTimeOffset, IReadOnlyList<JournalEntry>> Entries,
    Func<FrappeClient, CancellationToken, Task> SendAsync
);

/// <summary>Existing documents that the clients may change. Each is taken once, so at most one transaction updates it.</summary>
internal sealed record TrafficTargets(ConcurrentQueue<string> PendingSuggestions, ConcurrentQueue<string> Members);
