using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Executions;

/// <summary>Compares the events and their order with the histories that AWS records for the same machines.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task Token_WhoseHeartbeatIsLost_LeavesAwssEvents()
    {
        var time = new SteppedTime();
        await using var machine = new TestMachine(
            TestMachine.Task(""" "HeartbeatSeconds": 5, "Parameters": { "TaskToken.$": "$$.Task.Token" }, """, TestMachine.Ask),
            ScriptedTask.Giving((_, _) => "sent"),
            time
        );

        Execution execution = machine.Start();
        await time.StepAsync(5);
        await execution.Completion;

        Types(execution)
            .ShouldBe([
                "1<0 ExecutionStarted",
                "2<0 TaskStateEntered",
                "3<2 TaskScheduled",
                "4<3 TaskStarted",
                "5<4 TaskSubmitted",
                "6<5 TaskTimedOut",
                "7<6 ExecutionFailed",
            ]);
        StateJson
            .ToText(execution.History.Events[5].Details)
            .ShouldBe("""{"resource":"ask.waitForTaskToken","resourceType":"test","error":"States.Timeout"}""");
        StateJson.ToText(execution.History.Events[6].Details).ShouldBe("""{"error":"States.Timeout"}""");
    }

    [Fact]
    public async Task ErrorThatIsCaught_LeavesTheStateWithTheErrorAsOutput()
    {
        await using var machine = new TestMachine(
            $$"""
            { "A": { "Comment": "c", "Type": "Task", "Resource": "{{TestMachine.Work}}", "TimeoutSeconds": 60,
                     "Catch": [ { "ErrorEquals": ["Exception"], "Next": "B" } ], "End": true },
              "B": { "Comment": "c", "Type": "Pass", "End": true } }
            """,
            ScriptedTask.Giving((_, _) => throw new StateErrorException("Exception", "why"))
        );

        Execution execution = machine.Start();
        await execution.Completion;

        Types(execution)
            .ShouldBe([
                "1<0 ExecutionStarted",
                "2<0 TaskStateEntered",
                "3<2 TaskScheduled",
                "4<3 TaskStarted",
                "5<4 TaskFailed",
                "6<5 TaskStateExited",
                "7<6 PassStateEntered",
                "8<7 PassStateExited",
                "9<8 ExecutionSucceeded",
            ]);
        StateJson
            .ToText(execution.History.Events[5].Details)
            .ShouldBe("""{"name":"A","output":"{\"Error\":\"Exception\",\"Cause\":\"why\"}"}""");
    }

    [Fact]
    public async Task Retry_IsScheduledAgainWithoutEnteringTheStateAgain()
    {
        var time = new SteppedTime();
        await using var machine = new TestMachine(
            TestMachine.Task(""" "Retry": [{ "ErrorEquals": ["X"] }], """),
            ScriptedTask.Giving((_, attempt) => attempt == 1 ? throw new StateErrorException("X", "") : "ok"),
            time
        );

        Execution execution = machine.Start();
        await time.StepAsync(1);
        await execution.Completion;

        Types(execution)
            .ShouldBe([
                "1<0 ExecutionStarted",
                "2<0 TaskStateEntered",
                "3<2 TaskScheduled",
                "4<3 TaskStarted",
                "5<4 TaskFailed",
                "6<5 TaskScheduled",
                "7<6 TaskStarted",
                "8<7 TaskSucceeded",
                "9<8 TaskStateExited",
                "10<9 ExecutionSucceeded",
            ]);
    }

    [Fact]
    public async Task Events_AreOnDiskAndToldInOrder()
    {
        await using var machine = new TestMachine(
            """{ "A": { "Comment": "c", "Type": "Pass", "Next": "B" }, "B": { "Comment": "c", "Type": "Succeed" } }"""
        );

        Execution execution = machine.Start("""{"ä":"<"}""");
        await execution.Completion;

        JsonNode[] lines =
        [
            .. (await File.ReadAllLinesAsync(Path.Combine(machine.Folder, "executions", "test-run-1.jsonl"))).Select(line =>
                JsonNode.Parse(line)!
            ),
        ];
        lines
            .Select(line => (string)line["type"]!)
            .ShouldBe([
                "ExecutionStarted",
                "PassStateEntered",
                "PassStateExited",
                "SucceedStateEntered",
                "SucceedStateExited",
                "ExecutionSucceeded",
            ]);
        ((string)lines[0]["executionStartedEventDetails"]!["input"]!).ShouldBe("""{"ä":"<"}""");
        machine.Observed.Select(seen => seen.Event.Type).ShouldBe(lines.Select(line => (string)line["type"]!));
        machine.Observed.ShouldAllBe(seen => seen.StateMachineName == "test" && seen.ExecutionName == "run-1");
    }

    [Fact]
    public async Task Name_IsUsedOnce()
    {
        await using var machine = new TestMachine("""{ "A": { "Comment": "c", "Type": "Succeed" } }""");
        await machine.RunAsync();
        var machines = new StateMachines(machine.Folder, machine.Tokens, TimeProvider.System, new Random(1), _ => { });
        StateMachine definition = Serverless.Ops.Local.StatesLanguage.Definitions.StateMachineFile.Read(
            "x.asl.json",
            """{ "StartAt": "A", "States": { "A": { "Comment": "c", "Type": "Succeed" } } }""",
            new Dictionary<string, string>(),
            new([])
        );
        await machines.Start(definition, "one", null).Completion;

        Should
            .Throw<StateErrorException>(() => machines.Start(definition, "one", null))
            .Error.ShouldBe("StepFunctions.ExecutionAlreadyExistsException");
        await machines.DisposeAsync();
    }

    [Fact]
    public async Task Start_UnderTheNameOfOneThatRuns_GivesThatOneForTheSameInputAlone()
    {
        await using var machine = new TestMachine("""{ "A": { "Comment": "c", "Type": "Succeed" } }""");
        await using var machines = new StateMachines(machine.Folder, machine.Tokens, TimeProvider.System, new Random(1), _ => { });
        StateMachine definition = Serverless.Ops.Local.StatesLanguage.Definitions.StateMachineFile.Read(
            "x.asl.json",
            """{ "StartAt": "A", "States": { "A": { "Comment": "c", "Type": "Wait", "Seconds": 3600, "End": true } } }""",
            new Dictionary<string, string>(),
            new([])
        );
        Execution running = machines.Start(definition, "one", JsonNode.Parse("""{"a":1}"""));

        machines.Start(definition, "one", JsonNode.Parse("""{ "a": 1 }""")).ShouldBeSameAs(running);
        Should
            .Throw<StateErrorException>(() => machines.Start(definition, "one", JsonNode.Parse("""{"a":2}""")))
            .Error.ShouldBe("StepFunctions.ExecutionAlreadyExistsException");
        await running.AbortAsync();
        await running.Completion;
        Should
            .Throw<StateErrorException>(() => machines.Start(definition, "one", JsonNode.Parse("""{"a":1}""")))
            .Error.ShouldBe("StepFunctions.ExecutionAlreadyExistsException");
    }

    [Fact]
    public async Task Execution_InWhichTheInterpreterItselfFails_EndsAsFailed()
    {
        await using var machine = new TestMachine("""{ "A": { "Comment": "c", "Type": "Succeed" } }""");
        StateMachine definition = Serverless.Ops.Local.StatesLanguage.Definitions.StateMachineFile.Read(
            "x.asl.json",
            """{ "StartAt": "A", "States": { "A": { "Comment": "c", "Type": "Succeed" } } }""",
            new Dictionary<string, string>(),
            new([])
        );
        await using var machines = new StateMachines(
            machine.Folder,
            machine.Tokens,
            TimeProvider.System,
            new Random(1),
            seen => _ = seen.StateName == "A" && seen.Event.Type == "SucceedStateEntered" ? throw new InvalidDataException("a defect") : 0
        );

        Execution execution = machines.Start(definition, "one", null);
        ExecutionResult result = await execution.Completion;

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, "States.Runtime"));
        result.Cause.ShouldNotBeNull().ShouldContain("a defect");
        execution.History.Events[^1].Type.ShouldBe("ExecutionFailed");
    }

    private static IEnumerable<string> Types(Execution execution) =>
        execution.History.Events.Select(entry => $"{entry.Id}<{entry.PreviousEventId} {entry.Type}");
}
