using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Domain.Tests.Drills.Journal;

public sealed class JournalMarkTests
{
    [Theory]
    [InlineData("trf-1a2b3c4d-0000007", "trf-1a2b3c4d-")]
    [InlineData("trf-1a2b3c4d-0000007-search", "trf-1a2b3c4d-")]
    [InlineData("trf-1a2b3c4d", null)]
    [InlineData("trf-1a2b3c4%-0000007", null)]
    [InlineData("x-trf-1a2b3c4d-0000007", null)]
    [InlineData("SUG-000042", null)]
    public void Mark_OfAnId_IsThatOfItsRun(string id, string? mark) => JournalMark.Of(id).ShouldBe(mark);
}
