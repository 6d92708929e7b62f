using Serverless.Ops.Local.StatesLanguage.Definitions;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Definitions;

/// <summary>An unsupported part of a file is an error when the file is loaded. The error names the place.</summary>
public sealed class StateMachineFileTests
{
    private const string Good = """
        { "QueryLanguage": "JSONPath", "StartAt": "A", "TimeoutSeconds": 10, "States": {
          "A": { "Comment": "c", "Type": "Task",
                 "Resource": "arn:aws:states:::test:ask.waitForTaskToken", "TimeoutSeconds": 60, "HeartbeatSeconds": 9,
                 "Parameters": { "t.$": "$$.Task.Token" },
                 "Retry": [{ "ErrorEquals": ["X"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.5,
                             "MaxDelaySeconds": 9, "JitterStrategy": "FULL" }],
                 "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "F" }], "Next": "B" },
          "B": { "Comment": "c", "Type": "Choice", "Choices": [{ "Variable": "$.x", "IsPresent": true, "Next": "W" }], "Default": "S" },
          "W": { "Comment": "c", "Type": "Wait", "Seconds": 1, "Next": "P" },
          "P": { "Comment": "c", "Type": "Pass", "Parameters": { "a.$": "$.b" }, "ResultPath": "$.c", "Next": "S" },
          "S": { "Comment": "c", "Type": "Succeed" },
          "F": { "Comment": "c", "Type": "Fail", "Error": "E", "Cause": "why" } } }
        """;

    [Fact]
    public void Definition_OfAllThatIsSupported_Loads()
    {
        StateMachine machine = Read(Good);

        machine.Name.ShouldBe("test");
        machine.Arn.ShouldBe("arn:aws:states:local:000000000000:stateMachine:test");
        machine.TimeoutSeconds.ShouldBe(10);
        machine.States.Keys.ShouldBe(["A", "B", "W", "P", "S", "F"]);
    }

    // The text to replace, its replacement, and the state and field that the error must name.
    [Theory]
    [InlineData("\"QueryLanguage\": \"JSONPath\"", "\"QueryLanguage\": \"JSONata\"", "", "QueryLanguage")]
    [InlineData("\"TimeoutSeconds\": 10", "\"Version\": \"1.0\"", "", "Version")]
    [InlineData("\"TimeoutSeconds\": 10", "\"TimeoutSeconds\": 0", "", "TimeoutSeconds")]
    [InlineData("\"StartAt\": \"A\"", "\"StartAt\": \"Z\"", "", "StartAt")]
    [InlineData("\"StartAt\": \"A\"", "\"StartAt\": \"B\"", "A", "")]
    [InlineData("\"Type\": \"Succeed\"", "\"Type\": \"Map\"", "S", "Type")]
    [InlineData("\"Type\": \"Succeed\"", "\"Type\": \"Parallel\"", "S", "Type")]
    [InlineData("\"Type\": \"Succeed\"", "\"Type\": \"Succeed\", \"OutputPath\": \"$.a\"", "S", "OutputPath")]
    [InlineData("\"Type\": \"Succeed\"", "\"Type\": \"Succeed\", \"Assign\": {}", "S", "Assign")]
    [InlineData("\"S\": { \"Comment\": \"c\",", "\"S\": {", "S", "Comment")]
    [InlineData("\"Next\": \"P\"", "\"Next\": \"Q\"", "W", "Next")]
    [InlineData("\"Next\": \"P\"", "\"Next\": \"P\", \"End\": true", "W", "Next")]
    [InlineData("\"Seconds\": 1", "\"SecondsPath\": \"$.x\"", "W", "Seconds")]
    [InlineData("\"Seconds\": 1", "\"Seconds\": \"1\"", "W", "Seconds")]
    [InlineData(", \"TimeoutSeconds\": 60", "", "A", "TimeoutSeconds")]
    [InlineData("\"TimeoutSeconds\": 60", "\"TimeoutSecondsPath\": \"$.x\"", "A", "TimeoutSeconds")]
    [InlineData("\"HeartbeatSeconds\": 9", "\"HeartbeatSeconds\": 60", "A", "HeartbeatSeconds")]
    [InlineData("arn:aws:states:::test:ask.waitForTaskToken", "arn:aws:states:::sns:publish", "A", "Resource")]
    [InlineData("arn:aws:states:::test:ask.waitForTaskToken", "arn:aws:states:::test:work", "A", "HeartbeatSeconds")]
    [InlineData("\"t.$\": \"$$.Task.Token\"", "\"t\": 1", "A", "Parameters")]
    [InlineData(
        "test:ask.waitForTaskToken\", \"TimeoutSeconds\": 60, \"HeartbeatSeconds\": 9",
        "test:work\", \"TimeoutSeconds\": 60",
        "A",
        "Parameters"
    )]
    [InlineData("\"t.$\": \"$$.Task.Token\"", "\"t.$\": \"$$.Task.Token\", \"m.$\": \"$$.Map.Item.Value\"", "A", "Parameters")]
    [InlineData("\"a.$\": \"$.b\"", "\"a.$\": \"$$.Task.Token\"", "P", "Parameters")]
    [InlineData("\"a.$\": \"$.b\"", "\"a.$\": \"States.Array($$['Task'].Token)\"", "P", "Parameters")]
    [InlineData("\"a.$\": \"$.b\"", "\"a.$\": \"$.b\", \"a\": 1", "P", "Parameters")]
    [InlineData("\"a.$\": \"$.b\"", "\"d\": [{ \"a.$\": \"$.b\", \"a\": 1 }]", "P", "Parameters")]
    [InlineData("\"ResultPath\": \"$.c\"", "\"OutputPath\": \"$$.Executon.Id\"", "P", "OutputPath")]
    [InlineData("\"Variable\": \"$.x\"", "\"Variable\": \"$$.Task.Token\"", "B", "Choices")]
    [InlineData("\"HeartbeatSeconds\": 9", "\"HeartbeatSeconds\": 9, \"Credentials\": {}", "A", "Credentials")]
    [InlineData("\"HeartbeatSeconds\": 9", "\"HeartbeatSeconds\": 9, \"InputPath\": \"$..a\"", "A", "InputPath")]
    [InlineData("\"HeartbeatSeconds\": 9", "\"HeartbeatSeconds\": 9, \"ResultPath\": \"$.a[*]\"", "A", "ResultPath")]
    [InlineData("\"MaxAttempts\": 2", "\"MaxAttempts\": -1", "A", "Retry[0].MaxAttempts")]
    [InlineData("\"IntervalSeconds\": 1", "\"IntervalSeconds\": 1.5", "A", "Retry[0].IntervalSeconds")]
    [InlineData("\"BackoffRate\": 1.5", "\"BackoffRate\": 0.5", "A", "Retry[0].BackoffRate")]
    [InlineData("\"MaxDelaySeconds\": 9", "\"MaxDelaySeconds\": 1", "A", "Retry[0].MaxDelaySeconds")]
    [InlineData("\"JitterStrategy\": \"FULL\"", "\"JitterStrategy\": \"SOME\"", "A", "Retry[0].JitterStrategy")]
    [InlineData("\"JitterStrategy\": \"FULL\"", "\"Jitter\": \"FULL\"", "A", "Retry[0].Jitter")]
    [InlineData("\"ErrorEquals\": [\"X\"]", "\"ErrorEquals\": []", "A", "Retry[0].ErrorEquals")]
    [InlineData("\"ErrorEquals\": [\"States.ALL\"]", "\"ErrorEquals\": [\"States.ALL\", \"X\"]", "A", "Catch[0].ErrorEquals")]
    [InlineData("\"ErrorEquals\": [\"States.ALL\"]", "\"ErrorEquals\": [\"States.TimeOut\"]", "A", "Catch[0].ErrorEquals")]
    [InlineData("\"ErrorEquals\": [\"States.ALL\"]", "\"ErrorEquals\": [\"States.Runtime\"]", "A", "Catch[0].ErrorEquals")]
    [InlineData("\"Catch\": [", "\"Catch\": [{ \"ErrorEquals\": [\"States.ALL\"], \"Next\": \"F\" }, ", "A", "Catch")]
    [InlineData("\"Next\": \"F\"", "\"Next\": \"G\"", "A", "Next")]
    [InlineData("\"IsPresent\": true", "\"IsString\": true", "B", "Choices[0].Variable")]
    [InlineData("\"IsPresent\": true", "\"IsPresent\": \"yes\"", "B", "Choices[0].IsPresent")]
    [InlineData("\"IsPresent\": true", "\"IsPresent\": true, \"IsNull\": true", "B", "Choices[0].IsPresent")]
    [InlineData("\"Variable\": \"$.x\"", "\"Variable\": \"x\"", "B", "Choices[0].Variable")]
    [InlineData("\"a.$\": \"$.b\"", "\"a.$\": \"States.UUID()\"", "P", "Parameters")]
    [InlineData("\"ResultPath\": \"$.c\"", "\"ResultSelector\": {}", "P", "ResultSelector")]
    [InlineData("\"Cause\": \"why\"", "\"Cause\": \"why\", \"CausePath\": \"$.c\"", "F", "Cause")]
    [InlineData(", \"Cause\": \"why\"", "", "F", "Cause")]
    public void Definition_WithWhatIsNotSupported_NamesThePlace(string old, string replacement, string state, string field)
    {
        Good.ShouldContain(old);

        StateMachineLoadException failure = Should.Throw<StateMachineLoadException>(() =>
            Read(Good.Replace(old, replacement, StringComparison.Ordinal))
        );

        (failure.File, failure.State, failure.Field).ShouldBe(("test.asl.json", state, field));
        failure.NextStep.ShouldNotBeEmpty();
    }

    [Fact]
    public void Definition_WithoutAnEnd_IsRefused() =>
        Should
            .Throw<StateMachineLoadException>(() =>
                Read("""{ "StartAt": "A", "States": { "A": { "Comment": "c", "Type": "Pass", "Next": "A" } } }""")
            )
            .Field.ShouldBe("States");

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "StartAt": "A", "StartAt": "A", "States": {} }""")]
    public void Text_ThatIsNoDefinition_IsRefused(string text) =>
        Should.Throw<StateMachineLoadException>(() => Read(text)).File.ShouldBe("test.asl.json");

    [Fact]
    public void Placeholder_WithNothingToPutIn_IsNamed()
    {
        string text = Good.Replace("\"Error\": \"E\"", "\"Error\": \"${Missing}\"", StringComparison.Ordinal);

        Should.Throw<StateMachineLoadException>(() => Read(text)).Field.ShouldBe("${Missing}");
        Read(text, new Dictionary<string, string> { ["Missing"] = "E" }).States["F"].ShouldBeOfType<FailState>();
    }

    private static StateMachine Read(string text, Dictionary<string, string>? substitutions = null) =>
        StateMachineFile.Read("test.asl.json", text, substitutions ?? [], TestMachine.Resources(ScriptedTask.Giving((_, _) => null)));
}
