using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Choices;

/// <summary>Cases from https://states-language.net/spec.html#choice-state.</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData("""{"Variable":"$.s","StringEquals":"Online"}""", """{"s":"Online"}""", true)]
    [InlineData("""{"Variable":"$.s","StringEquals":"Online"}""", """{"s":"online"}""", false)]
    [InlineData("""{"Variable":"$.s","StringEquals":"1"}""", """{"s":1}""", false)]
    [InlineData("""{"Variable":"$.s","StringMatches":"log-*.txt"}""", """{"s":"log-a.b\nc.txt"}""", true)]
    [InlineData("""{"Variable":"$.s","StringMatches":"log-*.txt"}""", """{"s":"log-a.txt.gz"}""", false)]
    [InlineData("""{"Variable":"$.s","StringMatches":"a.c"}""", """{"s":"abc"}""", false)]
    [InlineData("""{"Variable":"$.s","StringMatches":"a\\*c"}""", """{"s":"a*c"}""", true)]
    [InlineData("""{"Variable":"$.s","StringMatches":"a\\*c"}""", """{"s":"abc"}""", false)]
    [InlineData("""{"Variable":"$.s","StringMatches":"a\\\\*"}""", """{"s":"a\\b"}""", true)]
    [InlineData("""{"Variable":"$.n","NumericGreaterThanEquals":450}""", """{"n":450}""", true)]
    [InlineData("""{"Variable":"$.n","NumericGreaterThanEquals":450}""", """{"n":449.9}""", false)]
    [InlineData("""{"Variable":"$.n","NumericGreaterThanEquals":450}""", """{"n":"999"}""", false)]
    [InlineData("""{"Variable":"$.b","BooleanEquals":true}""", """{"b":true}""", true)]
    [InlineData("""{"Variable":"$.b","BooleanEquals":false}""", """{"b":false}""", true)]
    [InlineData("""{"Variable":"$.b","BooleanEquals":true}""", """{"b":"true"}""", false)]
    [InlineData("""{"Variable":"$.x","IsNull":true}""", """{"x":null}""", true)]
    [InlineData("""{"Variable":"$.x","IsNull":false}""", """{"x":0}""", true)]
    [InlineData("""{"Variable":"$.x","IsPresent":true}""", """{"x":null}""", true)]
    [InlineData("""{"Variable":"$.x","IsPresent":true}""", "{}", false)]
    [InlineData("""{"Variable":"$.x[0]","IsPresent":false}""", """{"x":[]}""", true)]
    [InlineData("""{"Not":{"Variable":"$.x","IsPresent":true}}""", "{}", true)]
    [InlineData("""{"And":[{"Variable":"$.x","IsPresent":true},{"Variable":"$.x","StringEquals":"a"}]}""", "{}", false)]
    [InlineData("""{"And":[{"Variable":"$.x","IsPresent":true},{"Variable":"$.x","StringEquals":"a"}]}""", """{"x":"a"}""", true)]
    [InlineData("""{"Or":[{"Variable":"$.x","IsPresent":false},{"Variable":"$.x","StringEquals":"a"}]}""", "{}", true)]
    [InlineData("""{"Or":[{"Variable":"$.x","StringEquals":"b"},{"Variable":"$.x","StringEquals":"a"}]}""", """{"x":"c"}""", false)]
    [InlineData("""{"Variable":"$$.State.Name","StringEquals":"A"}""", "{}", true)]
    public async Task Rule_HoldsOrNot(string rule, string input, bool holds)
    {
        await using var machine = new TestMachine(
            $$"""
            { "A": { "Comment": "c", "Type": "Choice", "Choices": [ { {{rule[1..^1]}}, "Next": "Yes" } ], "Default": "No" },
              "Yes": { "Comment": "c", "Type": "Pass", "Result": true, "End": true },
              "No": { "Comment": "c", "Type": "Pass", "Result": false, "End": true } }
            """
        );

        ExecutionResult result = await machine.RunAsync(input);

        result.Status.ShouldBe(ExecutionStatus.Succeeded);
        ((bool)result.Output!).ShouldBe(holds);
    }

    [Fact]
    public async Task Variable_ThatIsMissing_EndsTheExecutionAtRuntime()
    {
        await using var machine = new TestMachine(
            """
            { "A": { "Comment": "c", "Type": "Choice", "Choices": [ { "Variable": "$.x", "IsNull": true, "Next": "B" } ], "Default": "B" },
              "B": { "Comment": "c", "Type": "Succeed" } }
            """
        );

        ExecutionResult result = await machine.RunAsync();

        result.Error.ShouldBe("States.Runtime");
        result.Cause.ShouldBe(
            "An error occurred while executing the state 'A' (entered at the event id #2). "
                + "Invalid path '$.x': The choice state's condition path references an invalid value."
        );
    }

    [Fact]
    public async Task Choice_WithNoRuleAndNoDefault_MatchesNothing()
    {
        await using var machine = new TestMachine(
            """
            { "A": { "Comment": "c", "Type": "Choice", "Choices": [ { "Variable": "$.x", "IsNull": true, "Next": "B" } ] },
              "B": { "Comment": "c", "Type": "Succeed" } }
            """
        );

        (await machine.RunAsync("""{"x":1}""")).Error.ShouldBe("States.NoChoiceMatched");
    }
}
