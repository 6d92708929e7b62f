using System.Globalization;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>The business rows of an estate. The same plan and seed give the same rows. Each table has its own seed.</summary>
internal sealed class SeedRows(SeedPlan plan, int seed)
{
    /// <summary>The member and the suggestion that only the workflow gate touches.</summary>
    public const string GateMember = "MEM-GATE";
    public const string GateSuggestion = "SUG-GATE";
    public const string PaymentSeries = "ACC-PAY-2026-";

    private static readonly DateTime Beginning = new(2025, 1, 1, 8, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Standard = ["name", "creation", "modified", "modified_by", "owner", "docstatus", "idx"];

    public IEnumerable<SeedTable> Tables() =>
        [
            new(
                "tabMember",
                [
                    .. Standard,
                    "member_name",
                    "email",
                    "phone",
                    "status",
                    "chapter",
                    "date_of_birth",
                    "balance",
                    "consent",
                    "biography",
                    "_user_tags",
                ],
                Members()
            ),
            new("tabStatus Suggestion", [.. Standard, "member", "suggested_status", "status", "reason", "approved_by"], Suggestions()),
            new(
                "tabPayment Entry",
                [
                    .. Standard,
                    "naming_series",
                    "payment_type",
                    "posting_date",
                    "party_type",
                    "party",
                    "party_name",
                    "paid_amount",
                    "currency",
                    "reference_no",
                    "remarks",
                ],
                Payments()
            ),
            new(
                "tabPayment Entry Reference",
                [
                    .. Standard,
                    "reference_doctype",
                    "reference_name",
                    "due_date",
                    "total_amount",
                    "allocated_amount",
                    "parent",
                    "parentfield",
                    "parenttype",
                ],
                References()
            ),
            new(
                "tabMedia Request",
                [.. Standard, "title", "requested_by", "status", "media_type", "description", "attachment", "due_at", "rating"],
                Media()
            ),
            new(
                "tabFile",
                [
                    .. Standard,
                    "file_name",
                    "file_url",
                    "attached_to_name",
                    "file_size",
                    "attached_to_doctype",
                    "is_private",
                    "content_hash",
                ],
                Files()
            ),
            new("tabVersion", [.. Standard, "ref_doctype", "docname", "data"], Versions()),
            new("tabScheduled Job Log", [.. Standard, "status", "scheduled_job_type", "details"], JobLogs()),
            new("tabError Log", [.. Standard, "seen", "method", "error"], Errors()),
            new("__global_search", ["doctype", "name", "title", "content", "route", "published"], Search()),
            new("tabSessions", ["user", "sid", "sessiondata", "ipaddress", "lastupdate", "status"], Sessions()),
            new(
                "tabSeries",
                ["name", "current"],
                [
                    [PaymentSeries, plan.Payments],
                    ["MEM-", plan.Members],
                    ["", 0],
                ]
            ),
            new("tabSingles", ["doctype", "field", "value"], Singles()),
        ];

    public static string Member(int i) => $"MEM-{i:d6}";

    public static string Suggestion(int i) => $"SUG-{i:d6}";

    private IEnumerable<object?[]> Members()
    {
        var text = new SeedText(seed + 1);
        for (int i = 0; i < plan.Members; i++)
        {
            yield return
            [
                .. Row(Member(i), i, text),
                text.FullName(),
                $"member{i}@fern.example",
                text.Chance(80) ? $"+49 30 {text.Next(9_000_000) + 1_000_000}" : null,
                text.Pick<string>("Active", "Active", "Active", "Lapsed", "Honorary"),
                text.Pick<string?>("Nord", "Süd", "Łódź", "東京", null),
                Beginning.AddDays(-text.Next(25_000) - 6_000).ToString("yyyy-MM-dd"),
                Money(text.Next(50_000)),
                text.Next(2),
                text.Chance(60) ? text.Html(40) : null,
                text.Chance(10) ? ",vip,board" : null,
            ];
        }

        yield return
        [
            .. Row(GateMember, 0, text),
            "Gate Keeper",
            "gate.member@fern.example",
            null,
            "Active",
            null,
            "1990-05-17",
            Money(0),
            1,
            null,
            null,
        ];
    }

    private IEnumerable<object?[]> Suggestions()
    {
        var text = new SeedText(seed + 2);
        for (int i = 0; i < plan.Suggestions; i++)
        {
            bool pending = !text.Chance(30);
            yield return
            [
                .. Row(Suggestion(i), i, text),
                Member(text.Next(plan.Members)),
                text.Pick<string>("Active", "Lapsed", "Honorary"),
                pending ? "Pending" : text.Pick<string>("Approved", "Rejected"),
                text.Prose(24),
                pending ? null : "approver@fern.example",
            ];
        }

        yield return [.. Row(GateSuggestion, 0, text), GateMember, "Honorary", "Pending", "kept for the workflow gate", null];
    }

    private IEnumerable<object?[]> Payments()
    {
        var text = new SeedText(seed + 3);
        for (int i = 0; i < plan.Payments; i++)
        {
            yield return
            [
                .. Row(Payment(i), i, text, docStatus: 1),
                PaymentSeries,
                "Receive",
                Beginning.AddDays(i % 500).ToString("yyyy-MM-dd"),
                "Member",
                Member(text.Next(plan.Members)),
                text.FullName(),
                Money(text.Next(20_000) + 500),
                "EUR",
                $"seed-{i}",
                text.Chance(50) ? text.Prose(14) : null,
            ];
        }
    }

    private IEnumerable<object?[]> References()
    {
        var text = new SeedText(seed + 4);
        for (int i = 0; i < plan.References; i++)
        {
            // Rows 0, 1 and 2 belong to the payments 0, 1 and 1, and so on.
            int payment = (i / 3 * 2) + (i % 3 == 0 ? 0 : 1);
            string amount = Money(text.Next(10_000) + 100);
            yield return
            [
                .. Row($"{text.Hash()}{i:x6}", i, text, docStatus: 1, index: i % 3 == 2 ? 2 : 1),
                "Sales Invoice",
                $"ACC-SINV-2026-{i:d6}",
                Beginning.AddDays(i % 500).ToString("yyyy-MM-dd"),
                amount,
                amount,
                Payment(Math.Min(payment, plan.Payments - 1)),
                "references",
                "Payment Entry",
            ];
        }
    }

    private IEnumerable<object?[]> Media()
    {
        var text = new SeedText(seed + 5);
        for (int i = 0; i < plan.Media; i++)
        {
            yield return
            [
                .. Row($"MED-{i:d6}", i, text),
                text.Title(),
                Member(text.Next(plan.Members)),
                text.Pick<string>("Open", "Delivered", "Declined"),
                text.Pick<string>("Photo", "Video", "Interview"),
                text.Html(60),
                text.Chance(40) ? $"/files/photo-{i % 12}.jpg" : null,
                text.Chance(50) ? $"{text.Next(24):d2}:{text.Next(60):d2}:00.5" : null,
                text.Chance(50) ? $"0.{text.Next(10)}" : null,
            ];
        }
    }

    private IEnumerable<object?[]> Files()
    {
        var text = new SeedText(seed + 6);
        for (int i = 0; i < plan.Files; i++)
        {
            bool secret = text.Chance(30);
            string name = $"photo-{i % 12}.jpg";
            yield return
            [
                .. Row($"{text.Hash()}{i:x6}", i, text),
                name,
                (secret ? "/private/files/" : "/files/") + name,
                $"MED-{text.Next(plan.Media):d6}",
                text.Next(4_000_000),
                "Media Request",
                secret ? 1 : 0,
                text.Hash() + text.Hash(),
            ];
        }
    }

    private IEnumerable<object?[]> Versions()
    {
        var text = new SeedText(seed + 7);
        for (int i = 0; i < plan.Versions; i++)
        {
            string data = new JsonObject
            {
                ["added"] = new JsonArray(),
                ["changed"] = new JsonArray(
                    new JsonArray("biography", text.Html(8), text.Html(12)),
                    new JsonArray("status", "Lapsed", "Active")
                ),
                ["data_import"] = null,
                ["removed"] = new JsonArray(),
                ["row_changed"] = new JsonArray(),
            }.ToJsonString();
            yield return [.. Row($"{text.Hash()}{i:x6}", i, text), "Member", Member(text.Next(plan.Members)), data];
        }
    }

    private IEnumerable<object?[]> JobLogs()
    {
        var text = new SeedText(seed + 8);
        for (int i = 0; i < plan.JobLogs; i++)
        {
            bool failed = text.Chance(4);
            yield return
            [
                .. Row($"{text.Hash()}{i:x6}", i, text),
                failed ? "Failed" : "Complete",
                text.Pick<string>("queue.flush", "global_search.sync_global_search", "session.clear_expired"),
                failed
                    ? "Traceback (most recent call last):\n  File \"apps/frappe/frappe/utils/scheduler.py\", line 1\n" + text.Prose(20)
                    : null,
            ];
        }
    }

    private IEnumerable<object?[]> Errors()
    {
        var text = new SeedText(seed + 9);
        for (int i = 0; i < plan.Errors; i++)
        {
            yield return
            [
                .. Row($"{text.Hash()}{i:x6}", i, text),
                text.Next(2),
                "membership.api.search_members",
                "Traceback:\n" + text.Prose(60),
            ];
        }
    }

    private IEnumerable<object?[]> Search()
    {
        // Members() reads the same seed again, so the titles here are the members' names.
        foreach (
            object?[] member in Members()
                .Take(plan.SearchRows)
                .Append([GateMember, null, null, null, null, null, null, "Gate Keeper", "gate.member@fern.example", null, "Active", "Nord"])
        )
        {
            yield return
            [
                "Member",
                member[0],
                member[7],
                $"Member Name : {member[7]} ||| Email : {member[8]} ||| Chapter : {member[11]}",
                $"members/{member[0]}",
                1,
            ];
        }
    }

    private IEnumerable<object?[]> Sessions()
    {
        var text = new SeedText(seed + 10);
        for (int i = 0; i < plan.Sessions; i++)
        {
            yield return
            [
                $"user{i % 40}@fern.example",
                text.Hash() + text.Hash() + text.Hash(),
                "{'user': 'user" + i % 40 + "@fern.example', 'lang': 'de'}",
                $"10.0.{text.Next(256)}.{text.Next(256)}",
                Beginning.AddMinutes(text.Next(700_000)),
                "Active",
            ];
        }
    }

    private static IEnumerable<object?[]> Singles()
    {
        foreach (
            string field in (string[])
                ["time_zone", "language", "country", "date_format", "session_expiry", "enable_scheduler", "backup_limit", "app_name"]
        )
        {
            yield return
            [
                "System Settings",
                field,
                field == "time_zone" ? "Europe/Berlin"
                : field == "app_name" ? "Fern & Söhne"
                : "1",
            ];
        }

        yield return ["Website Settings", "banner_html", "<h1>Fern's \"garden\"</h1>\n<p>🌿</p>"];
        yield return ["Website Settings", "head_html", null];
    }

    private static object?[] Row(string name, int i, SeedText text, int docStatus = 0, int index = 0)
    {
        DateTime created = Beginning.AddSeconds((i % 40_000_000) + 0.000001 * text.Next(1_000_000));
        return
        [
            name,
            created,
            created.AddMinutes(text.Next(5_000)),
            $"user{text.Next(40)}@fern.example",
            $"user{i % 40}@fern.example",
            docStatus,
            index,
        ];
    }

    private static string Payment(int i) => $"{PaymentSeries}{i + 1:d5}";

    private static string Money(int cents) => (cents / 100m).ToString("0.000000000", CultureInfo.InvariantCulture);
}

/// <summary>The rows of one table. Each row is made when it is read.</summary>
internal sealed record SeedTable(string Name, string[] Columns, IEnumerable<object?[]> Rows);
