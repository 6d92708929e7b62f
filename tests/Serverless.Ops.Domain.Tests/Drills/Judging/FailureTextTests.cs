using Serverless.Ops.Domain.Drills.Judging;

namespace Serverless.Ops.Domain.Tests.Drills.Judging;

public sealed class FailureTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("plain words", "plain words")]
    [InlineData("{ cut off", "{ cut off")]
    [InlineData("""{"errorType":"XException","errorMessage":"what happened. Next: this."}""", "what happened. Next: this.")]
    [InlineData("""{"ExecutionArn":"a","Error":"XException","Cause":"{\"errorMessage\":\"inner words\"}"}""", "inner words")]
    [InlineData("""{"ExecutionArn":"a","Error":"States.Timeout"}""", """{"ExecutionArn":"a","Error":"States.Timeout"}""")]
    public void Cause_OfAnyKind_IsShownByItsWords(string? cause, string expected) => FailureText.Of(cause).ShouldBe(expected);
}
