using System.Xml;
using System.Xml.Linq;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Drills.Report;
using Serverless.Ops.Domain.Gate;

namespace Serverless.Ops.Domain.Tests.Drills.Report;

public sealed class DrillReportTests
{
    private const string Evil = "</style></title><script>alert(1)</script><img src=x onerror='a'>\"&";

    [Fact]
    public void Page_OfAProvenDrill_SaysSoFirstAndNamesItsNumbers()
    {
        string page = DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven()));

        page.IndexOf("The restore is proven", StringComparison.Ordinal)
            .ShouldBeLessThan(page.IndexOf("Time to restore", StringComparison.Ordinal));
        foreach (
            string expected in (string[])
                ["37.5 s", "7,405", "2,431", "Import database", "payment entry", "tabPayment Entry Reference", "12:00:30"]
        )
        {
            page.ShouldContain(expected);
        }
    }

    // The bar covers 51 s: 40 s from the first backup to T, 9 s that the store held after T, and 2 s that were lost.
    [Fact]
    public void Page_ShowsTheTargetToScale_BetweenTheFirstBackupAndTheDisaster()
    {
        string page = DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven()));

        page.ShouldContain("<rect class=\"restored\" x=\"0\" width=\"78.43\" height=\"10\"/>");
        page.ShouldContain("<rect class=\"held\" x=\"78.43\" width=\"17.65\" height=\"10\"/>");
        page.ShouldContain("<rect class=\"lost\" x=\"96.08\" width=\"3.92\" height=\"10\"/>");
        page.ShouldContain("12:00:30 to 12:00:39, after T; the store held it");
        page.ShouldContain("<b>Restored</b>");
        DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven() with { Proof = null })).ShouldContain("<b>To be restored</b>");
    }

    [Fact]
    public void Page_SaysFromWhatToWhatTheDataLossIs()
    {
        DrillReport
            .Render(DrillJudge.Judge(SampleDrills.Proven()))
            .ShouldContain("The store held everything up to 12:00:39. The disaster was at 12:00:41.");
        DrillReport
            .Render(DrillJudge.Judge(SampleDrills.Latest(SampleDrills.Target)))
            .ShouldContain("from T (12:00:30) to the disaster at 12:00:41");
    }

    [Fact]
    public void Page_SaysWhereTheRestoreEnds_AndForLatestThatItIsTheWholeLog()
    {
        DrillInputs inputs = SampleDrills.Latest(SampleDrills.Target);
        string end = $"{inputs.Plan!.ReplayTo.File}:{inputs.Plan.ReplayTo.Position}, GTID {inputs.Plan.ReplayTo.Gtid}";

        string latest = DrillReport.Render(DrillJudge.Judge(inputs));

        latest.ShouldContain(end);
        latest.ShouldContain("restored to the end of the shipped log");
        latest.ShouldContain("The restore ends with that log.");
        latest.ShouldContain("Sent after the log was read");
        DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven())).ShouldContain(end);
    }

    [Fact]
    public void Page_NamesTheTransactionsOfTheLog_AndThoseOfTheClients()
    {
        string page = DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven()));

        page.ShouldContain("7,421 log transactions, ");
        page.ShouldContain("Client transactions proven");
    }

    [Fact]
    public void Page_SaysWhatWasComparedAndNotWhatTheManifestHas()
    {
        DrillInputs good = SampleDrills.Proven();

        DrillReport
            .Render(DrillJudge.Judge(good with { Import = good.Import! with { Tables = 9, Rows = 7 } }))
            .ShouldContain("Compared: 9 tables with 7 rows");
        DrillReport.Render(DrillJudge.Judge(good with { Import = good.Import! with { Good = false } })).ShouldContain("NOT equal");
        string page = DrillReport.Render(DrillJudge.Judge(good with { Import = null }));
        page.ShouldContain("Not compared");
        page.ShouldNotContain("by count and digest");
    }

    [Fact]
    public void Page_OfAnyDrill_NeedsNothingElse()
    {
        string page = DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven()));

        page.ShouldNotContain("<script");
        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
        page.ShouldNotContain("url(");
        page.ShouldContain("default-src 'none'");
    }

    [Fact]
    public void Page_WithMarkupInEveryText_ShowsItAsText()
    {
        DrillInputs good = SampleDrills.Proven();
        string page = DrillReport.Render(
            DrillJudge.Judge(
                good with
                {
                    DrillId = Evil,
                    RunId = Evil,
                    Plan = good.Plan! with { Estate = Evil, Asked = Evil, Warnings = [Evil] },
                    Failure = new DrillFailure(Evil, Evil),
                    Timeline = good.Timeline! with
                    {
                        Blockers = [Evil],
                        Parts = [new DrillPart(Evil, SampleDrills.Target, SampleDrills.Target.AddSeconds(20)), .. good.Timeline.Parts],
                    },
                    Manifest = good.Manifest! with
                    {
                        Tables = [.. good.Manifest.Tables.Select(table => table with { Name = Evil, Schema = Evil, Engine = Evil })],
                        Objects = [.. good.Manifest.Objects.Select(found => found with { Kind = Evil })],
                    },
                    Proof = good.Proof! with
                    {
                        Violations = 1,
                        FirstViolations = [new JournalViolation(Evil, Evil, JournalClass.InFlight, null, null, Evil)],
                    },
                    Workflows = good.Workflows! with { Workflows = [new WorkflowVerdict(Evil, Verdict.Failed, Evil, TimeSpan.Zero)] },
                    Sha256 = new Dictionary<string, string> { [Evil] = Evil },
                }
            )
        );

        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.Split("</style>").Length.ShouldBe(2);
    }

    [Fact]
    public void Page_OfAnyDrill_IsWellFormed()
    {
        string page = DrillReport.Render(DrillJudge.Judge(SampleDrills.Proven()));
        string body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)];

        Should.NotThrow(() => XDocument.Parse(body));
        Should.Throw<XmlException>(() => XDocument.Parse(body.Replace("</main>", "", StringComparison.Ordinal)));
    }

    // To see the page in a browser, run this class with OPS_REPORT_FOLDER=/some/folder.
    [Fact]
    public async Task Page_WrittenToAFolder_IsTheSamePage()
    {
        string folder = Environment.GetEnvironmentVariable("OPS_REPORT_FOLDER") ?? Directory.CreateTempSubdirectory("ops-report-").FullName;
        DrillInputs good = SampleDrills.Proven();
        DrillInputs bad = good with
        {
            Failure = new DrillFailure(
                "WorkflowGateFailedException",
                "The site stays closed: payment entry: the balance rose by 0 instead of 12.34."
            ),
            Timeline = good.Timeline! with { ReopenedAt = null, Blockers = ["Pulling the image of the restore host took 41 s."] },
            Plan = good.Plan! with
            {
                Warnings = ["Commit 0-101-4711 has a stamp of 2031-01-01, since a session set its clock. It is no boundary."],
            },
            Proof = good.Proof! with
            {
                Violations = 2,
                AcknowledgedBefore = new JournalCounts(7_403, 2, 2),
                FirstViolations =
                [
                    new JournalViolation(
                        "trf-1a2b3c4d-0001234",
                        "enter payment",
                        JournalClass.AcknowledgedBefore,
                        null,
                        null,
                        "it was acknowledged before T but was not restored"
                    ),
                ],
            },
            Workflows = good.Workflows! with
            {
                Workflows =
                [
                    .. good.Workflows.Workflows.Select(one =>
                        one.Workflow == "payment entry"
                            ? one with
                            {
                                Verdict = Verdict.Failed,
                                Reason = "ACC-PAY-2026-15871 reads back with 1 references; the balance rose by 0 instead of 12.34",
                            }
                            : one
                    ),
                ],
            },
        };
        foreach ((string name, DrillInputs inputs) in ((string, DrillInputs)[])[("proven.html", good), ("failed.html", bad)])
        {
            string path = Path.Combine(folder, name);
            string page = DrillReport.Render(DrillJudge.Judge(inputs));
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(page);
        }
    }
}
