using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Tests.Program;

public sealed class ProgressLinesTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 2, 3, 4, TimeSpan.Zero));
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Text_OfOnePhase_IsShownOnceASecondAndAtItsEnd()
    {
        var progress = new ProgressLines(output, ProgressStyle.Text, time);

        progress.Report("dump tabMember", 0, 4_000, "rows");
        progress.Report("dump tabMember", 1_000, 4_000, "rows");
        time.Advance(TimeSpan.FromSeconds(1));
        progress.Report("dump tabMember", 2_000, 4_000, "rows");
        progress.Report("dump tabMember", 4_000, 4_000, "rows");
        progress.Report("replay", 10, 0, "events");

        output
            .ToString()
            .ShouldBe(
                """
                dump tabMember: 0 % (0 of 4,000 rows)
                dump tabMember: 50 % (2,000 of 4,000 rows)
                dump tabMember: 100 % (4,000 of 4,000 rows)
                replay: 10 events

                """
            );
    }

    [Fact]
    public void Json_IsOneObjectALine()
    {
        new ProgressLines(output, ProgressStyle.Json, time).Report("import", 5, 10, "bytes");

        JsonNode line = JsonNode.Parse(output.ToString())!;
        output.ToString().Count(c => c == '\n').ShouldBe(1);
        line["phase"]!.GetValue<string>().ShouldBe("import");
        line["done"]!.GetValue<long>().ShouldBe(5);
        line["total"]!.GetValue<long>().ShouldBe(10);
        line["unit"]!.GetValue<string>().ShouldBe("bytes");
        line["at"]!.GetValue<string>().ShouldBe("2026-03-01T02:03:04Z");
    }

    [Fact]
    public void Phases_AreShownOnceEach()
    {
        var progress = new ProgressLines(output, ProgressStyle.Phases, time);

        progress.Report("plan", 0, 2, "sets");
        time.Advance(TimeSpan.FromMinutes(1));
        progress.Report("plan", 2, 2, "sets");
        progress.Report("write", 1, 1, "objects");

        output.ToString().ShouldBe("plan\nwrite\n");
    }

    [Fact]
    public async Task Reports_FromManyTasks_AreWholeLinesAndThrottled()
    {
        var progress = new ProgressLines(output, ProgressStyle.Json, time);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(() =>
                    {
                        for (int i = 0; i < 2_000; i++)
                        {
                            progress.Report($"phase {worker % 2}", i, 0, "rows");
                        }
                    })
                )
        );

        output
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!["phase"]!.GetValue<string>())
            .ShouldBe(["phase 0", "phase 1"], ignoreOrder: true);
    }
}
