using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Executions;

/// <summary>Limits of https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html.</summary>
public sealed class LimitTests
{
    // The text becomes a JSON string of n bytes: two quotes, and two bytes for each ä.
    [Theory]
    [InlineData(262_144, true)]
    [InlineData(262_145, false)]
    public async Task Result_OfSoManyBytes(int bytes, bool fits)
    {
        string text = new string('ä', (bytes - 2) / 2) + new string('x', (bytes - 2) % 2);
        await using var machine = new TestMachine(TestMachine.Task(), ScriptedTask.Giving((_, _) => text));

        ExecutionResult result = await machine.RunAsync();

        result.Error.ShouldBe(fits ? null : "States.DataLimitExceeded");
        result.Cause.ShouldBe(
            fits ? null : "The state/task 'test' returned a result with a size exceeding the maximum number of bytes service limit."
        );
    }

    [Fact]
    public async Task Input_OverTheLimit_Fails()
    {
        await using var machine = new TestMachine("""{ "A": { "Comment": "c", "Type": "Succeed" } }""");

        (await machine.RunAsync($"\"{new string('x', 262_143)}\"")).Error.ShouldBe("States.DataLimitExceeded");
    }

    [Fact]
    public async Task Output_OfManySmallResults_IsOverTheLimitAsAWhole()
    {
        await using var machine = new TestMachine(
            """{ "A": { "Comment": "c", "Type": "Pass", "Parameters": { "a.$": "$", "b.$": "$" }, "End": true } }"""
        );

        (await machine.RunAsync($"\"{new string('x', 200_000)}\"")).Error.ShouldBe("States.DataLimitExceeded");
    }

    [Fact]
    public async Task History_EndsWithThe25000thEvent()
    {
        await using var machine = new TestMachine(
            """
            { "A": { "Comment": "c", "Type": "Pass", "Next": "B" },
              "B": { "Comment": "c", "Type": "Choice",
                     "Choices": [ { "Variable": "$.never", "IsPresent": true, "Next": "C" } ], "Default": "A" },
              "C": { "Comment": "c", "Type": "Succeed" } }
            """
        );

        Execution execution = machine.Start();
        ExecutionResult result = await execution.Completion;

        result.Error.ShouldBe("States.Runtime");
        result.Cause!.ShouldContain("The execution reached the maximum number of history events (25000).");
        execution.History.Events.Count.ShouldBe(25_000);
        execution.History.Events[^1].Type.ShouldBe("ExecutionFailed");
    }
}
