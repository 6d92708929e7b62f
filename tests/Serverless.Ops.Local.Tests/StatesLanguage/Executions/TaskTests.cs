using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Executions;

/// <summary>Cases from https://states-language.net/spec.html#task-state and #errors.</summary>
public sealed class TaskTests
{
    private static StateErrorException Error(string name) => new(name, $"because of {name}");

    [Fact]
    public async Task Filters_ApplyInTheSpecificationsOrder()
    {
        var work = ScriptedTask.Giving((_, _) => JsonNode.Parse("""{"sum":3,"noise":0}"""));
        await using var machine = new TestMachine(
            TestMachine.Task(
                """
                "InputPath": "$.in", "Parameters": { "x.$": "$.a", "id.$": "$$.Execution.Name" },
                "ResultSelector": { "total.$": "$.sum" }, "ResultPath": "$.in.out", "OutputPath": "$.in",
                """
            ),
            work
        );

        ExecutionResult result = await machine.RunAsync("""{"in":{"a":1},"b":2}""");

        StateJson.ToText(work.Requests.Single()).ShouldBe("""{"x":1,"id":"run-1"}""");
        StateJson.ToText(result.Output).ShouldBe("""{"a":1,"out":{"total":3}}""");
    }

    // The errors of the attempts, the number of attempts, and the caught error. The case follows the specification's example.
    [Theory]
    [InlineData("A", 2, "")]
    [InlineData("A A", 3, "")]
    [InlineData("A A A", 3, "A")]
    [InlineData("A B A", 4, "")]
    [InlineData("B C", 2, "C")]
    [InlineData("A B C", 3, "C")]
    [InlineData("N", 1, "N")]
    public async Task Retriers_CountEachForItself_AndTheFirstThatTakesTheErrorDecides(string errors, int attempts, string caught)
    {
        string[] names = errors.Split(' ');
        var time = new SteppedTime();
        var work = ScriptedTask.Giving((_, attempt) => attempt <= names.Length ? throw Error(names[attempt - 1]) : "done");
        await using var machine = new TestMachine(
            $$"""
            { "A": { "Comment": "c", "Type": "Task", "Resource": "{{TestMachine.Work}}", "TimeoutSeconds": 60,
                     "Retry": [ { "ErrorEquals": ["A"], "IntervalSeconds": 1, "BackoffRate": 1, "MaxAttempts": 2 },
                                { "ErrorEquals": ["N"], "MaxAttempts": 0 },
                                { "ErrorEquals": ["B"], "IntervalSeconds": 1, "BackoffRate": 1, "MaxAttempts": 1 } ],
                     "Catch": [ { "ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.e", "Next": "S" } ], "End": true },
              "S": { "Comment": "c", "Type": "Succeed" } }
            """,
            work,
            time
        );
        Execution execution = machine.Start();
        for (int retry = 1; retry < attempts; retry++)
        {
            await time.StepAsync(1);
        }

        ExecutionResult result = await execution.Completion;

        work.Attempts.ShouldBe(attempts);
        (caught.Length == 0 ? (string?)result.Output : (string?)result.Output!["e"]!["Error"]).ShouldBe(
            caught.Length == 0 ? "done" : caught
        );
    }

    [Fact]
    public async Task Delays_GrowByTheRateUpToTheCeiling_AndTheRetryCountIsInTheContext()
    {
        var time = new SteppedTime();
        var counts = new List<string>();
        var work = ScriptedTask.Giving(
            (parameters, attempt) =>
            {
                counts.Add(StateJson.ToText(parameters["n"]));
                return attempt < 5 ? throw Error("X") : null;
            }
        );
        await using var machine = new TestMachine(
            TestMachine.Task(
                """
                "Parameters": { "n.$": "$$.State.RetryCount" },
                "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "BackoffRate": 2,
                            "MaxAttempts": 4, "MaxDelaySeconds": 10 }],
                """
            ),
            work,
            time
        );

        Execution execution = machine.Start();
        foreach (double seconds in (double[])[3, 6, 10, 10])
        {
            await time.StepAsync(seconds);
        }

        (await execution.Completion).Status.ShouldBe(ExecutionStatus.Succeeded);
        counts.ShouldBe(["0", "1", "2", "3", "4"]);
    }

    [Fact]
    public void Jitter_DrawsBetweenNothingAndTheDelay()
    {
        var retrier = new Retrier(["X"], 10, 5, 2, null, HasFullJitter: true);
        var random = new Random(7);
        double[] drawn = [.. Enumerable.Range(0, 1000).Select(_ => retrier.Delay(2, random).TotalSeconds)];

        drawn.ShouldAllBe(seconds => seconds >= 0 && seconds <= 20);
        drawn.Min().ShouldBeLessThan(2);
        drawn.Max().ShouldBeGreaterThan(18);
    }

    // A name in ErrorEquals, an error, and whether they match.
    [Theory]
    [InlineData("States.ALL", "Anything", true)]
    [InlineData("States.ALL", "States.Timeout", true)]
    [InlineData("States.ALL", "States.DataLimitExceeded", false)]
    [InlineData("States.DataLimitExceeded", "States.DataLimitExceeded", true)]
    [InlineData("States.TaskFailed", "Anything", true)]
    [InlineData("States.TaskFailed", "States.Timeout", false)]
    [InlineData("States.ALL", "States.Runtime", false)]
    [InlineData("anything", "Anything", false)]
    public void ErrorEquals_TakesWhatTheSpecificationSays(string name, string error, bool takes) =>
        StateErrors.Takes([name], Error(error)).ShouldBe(takes);

    [Theory]
    [InlineData("States.Timeout", true)]
    [InlineData("States.HeartbeatTimeout", true)]
    [InlineData("States.TaskFailed", false)]
    public void LostHeartbeat_IsATimeoutByBothNames(string name, bool takes) =>
        StateErrors.Takes([name], new StateErrorException("States.Timeout", "") { Alias = "States.HeartbeatTimeout" }).ShouldBe(takes);

    [Fact]
    public async Task Catchers_AreAskedInOrder()
    {
        var work = ScriptedTask.Giving((_, _) => throw Error("Gate"));
        await using var machine = new TestMachine(
            $$"""
            { "A": { "Comment": "c", "Type": "Task", "Resource": "{{TestMachine.Work}}", "TimeoutSeconds": 60,
                     "Catch": [ { "ErrorEquals": ["Other", "Gate"], "Next": "First" },
                                { "ErrorEquals": ["States.ALL"], "Next": "Second" } ], "End": true },
              "First": { "Comment": "c", "Type": "Fail", "ErrorPath": "$.Error", "CausePath": "$.Cause" },
              "Second": { "Comment": "c", "Type": "Succeed" } }
            """,
            work
        );

        ExecutionResult result = await machine.RunAsync();

        (result.Status, result.Error, result.Cause).ShouldBe((ExecutionStatus.Failed, "Gate", "because of Gate"));
    }

    [Fact]
    public async Task Task_OverItsTimeLimit_TimesOutAndIsLeftAlone()
    {
        var time = new SteppedTime();
        bool wasCanceled = false;
        var work = new ScriptedTask(
            async (_, _, cancellationToken) =>
            {
                await using CancellationTokenRegistration registration = cancellationToken.Register(() => wasCanceled = true);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return null;
            }
        );
        await using var machine = new TestMachine(TestMachine.Task(), work, time);

        Execution execution = machine.Start();
        await time.StepAsync(60);
        ExecutionResult result = await execution.Completion;

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, "States.Timeout"));
        await SteppedTime.Until(() => wasCanceled, "the cancellation of the call");
    }

    [Fact]
    public async Task Machine_OverItsTimeLimit_TimesOut()
    {
        var time = new SteppedTime();
        await using var machine = new TestMachine(
            """{ "A": { "Comment": "c", "Type": "Wait", "Seconds": 100, "End": true } }""",
            null,
            time,
            top: "\"TimeoutSeconds\": 30,"
        );

        Execution execution = machine.Start();
        await SteppedTime.Until(() => machine.Observed.Any(seen => seen.Event.Type == "WaitStateEntered"), "the wait");
        await time.StepAsync(30);
        ExecutionResult result = await execution.Completion;

        (result.Status, result.Error).ShouldBe((ExecutionStatus.TimedOut, "States.Timeout"));
    }

    [Fact]
    public async Task Execution_ThatIsAborted_RunsNothingMore()
    {
        await using var machine = new TestMachine(
            """{ "A": { "Comment": "c", "Type": "Wait", "Seconds": 100, "Next": "B" }, "B": { "Comment": "c", "Type": "Succeed" } }""",
            null,
            new SteppedTime()
        );

        Execution execution = machine.Start();
        await SteppedTime.Until(() => machine.Observed.Any(seen => seen.Event.Type == "WaitStateEntered"), "the wait");
        await execution.AbortAsync();

        (await execution.Completion).Status.ShouldBe(ExecutionStatus.Aborted);
        machine.Observed.ShouldNotContain(seen => seen.StateName == "B");
    }

    [Fact]
    public async Task Wait_LetsItsSecondsPass()
    {
        var time = new SteppedTime();
        await using var machine = new TestMachine("""{ "A": { "Comment": "c", "Type": "Wait", "Seconds": 7, "End": true } }""", null, time);

        Execution execution = machine.Start("""{"a":1}""");
        await time.StepAsync(7);
        ExecutionResult result = await execution.Completion;

        StateJson.ToText(result.Output).ShouldBe("""{"a":1}""");
        (result.StoppedAt - execution.StartedAt).ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Token_ThatIsAnswered_GivesTheTasksResult()
    {
        var work = ScriptedTask.Giving((_, _) => new JsonObject { ["MessageId"] = "m" });
        await using var machine = new TestMachine(
            TestMachine.Task(""" "Parameters": { "t.$": "$$.Task.Token" }, "ResultPath": "$.r", """, TestMachine.Ask),
            work
        );

        Execution execution = machine.Start();
        await SteppedTime.Until(() => machine.Observed.Any(seen => seen.Event.Type == "TaskSubmitted"), "the call");
        string token = (string)work.Requests.Single()["t"]!;
        machine.Tokens.Succeed(token, "{").ShouldBe(TokenAnswer.InvalidOutput);
        machine.Tokens.Succeed("other", "1").ShouldBe(TokenAnswer.InvalidToken);
        machine.Tokens.Succeed(token, """{"rows":5}""").ShouldBe(TokenAnswer.Accepted);
        ExecutionResult result = await execution.Completion;

        StateJson.ToText(result.Output).ShouldBe("""{"r":{"rows":5}}""");
        machine.Tokens.Heartbeat(token).ShouldBe(TokenAnswer.TaskTimedOut);
    }

    [Fact]
    public async Task Token_ThatIsAnsweredWithAFailure_FailsUnderItsName()
    {
        var work = ScriptedTask.Giving((_, _) => null);
        await using var machine = new TestMachine(
            TestMachine.Task(""" "Parameters": { "t.$": "$$.Task.Token" }, """, TestMachine.Ask),
            work
        );

        Execution execution = machine.Start();
        await SteppedTime.Until(() => work.Requests.Count == 1, "the call");
        machine.Tokens.Fail((string)work.Requests[0]["t"]!, "TargetNotEmptyException", "{}").ShouldBe(TokenAnswer.Accepted);

        (await execution.Completion).Error.ShouldBe("TargetNotEmptyException");
    }

    [Fact]
    public async Task Heartbeats_KeepATaskAlive_AndTheirEndTimesItOut()
    {
        var time = new SteppedTime();
        var work = ScriptedTask.Giving((_, _) => null);
        await using var machine = new TestMachine(
            TestMachine.Task(""" "HeartbeatSeconds": 20, "Parameters": { "t.$": "$$.Task.Token" }, """, TestMachine.Ask),
            work,
            time
        );

        Execution execution = machine.Start();
        await SteppedTime.Until(() => machine.Observed.Any(seen => seen.Event.Type == "TaskSubmitted"), "the call");
        string token = (string)work.Requests[0]["t"]!;
        await time.SetAsync(20);
        time.Advance(TimeSpan.FromSeconds(15));
        machine.Tokens.Heartbeat(token).ShouldBe(TokenAnswer.Accepted);
        time.Advance(TimeSpan.FromSeconds(5));
        await time.StepAsync(15);
        ExecutionResult result = await execution.Completion;

        result.Error.ShouldBe("States.Timeout");
        (result.StoppedAt - execution.StartedAt).ShouldBe(TimeSpan.FromSeconds(35));
        machine.Tokens.Heartbeat(token).ShouldBe(TokenAnswer.TaskTimedOut);
    }

    [Fact]
    public async Task EachAttempt_HasATokenOfItsOwn()
    {
        var time = new SteppedTime();
        var work = ScriptedTask.Giving((_, _) => null);
        await using var machine = new TestMachine(
            TestMachine.Task(
                """
                "HeartbeatSeconds": 20, "Parameters": { "t.$": "$$.Task.Token" },
                "Retry": [{ "ErrorEquals": ["States.HeartbeatTimeout"], "IntervalSeconds": 2 }],
                """,
                TestMachine.Ask
            ),
            work,
            time
        );

        Execution execution = machine.Start();
        await time.StepAsync(20);
        await time.StepAsync(2);
        await SteppedTime.Until(() => work.Requests.Count == 2, "the retry");
        string[] tokens = [.. work.Requests.Select(request => (string)request["t"]!)];
        machine.Tokens.Succeed(tokens[0], "1").ShouldBe(TokenAnswer.TaskTimedOut);
        machine.Tokens.Succeed(tokens[1], "2").ShouldBe(TokenAnswer.Accepted);

        ((int)(await execution.Completion).Output!).ShouldBe(2);
    }

    [Fact]
    public async Task Handler_ThatBreaks_EndsTheExecutionAtRuntime()
    {
        await using var machine = new TestMachine(
            TestMachine.Task(""" "Retry": [{ "ErrorEquals": ["States.ALL"] }], """),
            ScriptedTask.Giving((_, _) => throw new InvalidOperationException("no such thing"))
        );

        ExecutionResult result = await machine.RunAsync();

        result.Error.ShouldBe("States.Runtime");
        result.Cause!.ShouldContain("The local service for arn:aws:states:::test:work failed: no such thing");
    }
}
