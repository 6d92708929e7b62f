using System.Text.Json.Nodes;
using Serverless.Ops.Local.Drills.Watching;

namespace Serverless.Ops.Local.Tests.Drills.Watching;

public sealed class StepNotesTests
{
    [Fact]
    public void Note_SaysAmounts_AndNoSpeed_WhichIsTheSummarys() =>
        StepNotes
            .Of(JsonNode.Parse("""{"segments":2,"transactions":1234,"bytes":2500000,"seconds":0.5,"megabytesPerSecond":5.0}""")!.AsObject())
            .ShouldBe("2 segments, 1,234 log transactions, 2.5 MB");
}
