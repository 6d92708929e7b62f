using Amazon.Runtime;
using Amazon.StepFunctions;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Functions.StepFunctions;
using Serverless.Ops.Functions.Tests.Servers;

namespace Serverless.Ops.Functions.Tests.StepFunctions;

/// <summary>Reads histories in Step Functions' wire format, with the same client as the deployed program.</summary>
public sealed class RestoreHistoryTests : IAsyncLifetime
{
    private const string Machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:restore";
    private StepFunctionsServer server = null!;

    public async ValueTask InitializeAsync() => server = await StepFunctionsServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Attempts_ThatFailedOrTimedOut_AreNamedWithTheirStateAndWhatCameOfThem()
    {
        string[] events =
        [
            Entered("ImportDatabase", 1),
            Scheduled(2),
            """{"id":3,"timestamp":3,"type":"TaskFailed","taskFailedEventDetails":{"error":"ServerGoneException","cause":"secret"}}""",
            Scheduled(4),
            """{"id":5,"timestamp":5,"type":"TaskTimedOut","taskTimedOutEventDetails":{"error":"States.Timeout"}}""",
            Scheduled(6),
            """{"id":7,"timestamp":7.5,"type":"TaskSucceeded"}""",
            Exited("ImportDatabase", 8),
            Entered("ReplayBinlogs", 9),
            Scheduled(10),
            """{"id":11,"timestamp":11,"type":"TaskFailed","taskFailedEventDetails":{"error":"ReplayInDoubtException"}}""",
            Exited("ReplayBinlogs", 12),
            """{"id":13,"timestamp":13,"type":"FailStateEntered","stateEnteredEventDetails":{"name":"RestoreFailed"}}""",
        ];
        server.Answer = call => call["nextToken"] is null ? Page(events[..3], "more") : Page(events[3..], null);

        RestoreRecord restore = await ReadAsync(server.Url);

        restore.FailedAttempts.ShouldBe([
            new FailedAttempt("ImportDatabase", "ServerGoneException", true),
            new FailedAttempt("ImportDatabase", "States.Timeout", true),
            new FailedAttempt("ReplayBinlogs", "ReplayInDoubtException", false),
        ]);
        restore.Parts.Select(part => (part.Name, part.Took.TotalSeconds)).ShouldBe([("ImportDatabase", 7), ("ReplayBinlogs", 3)]);
        restore.Warning.ShouldBeNull();
        server.Calls[0]["executionArn"].ShouldBe("arn:aws:states:eu-west-1:123456789012:execution:restore:run-1");
    }

    [Fact]
    public async Task Attempt_ThatEndedTheExecutionUncaught_IsNotCalledRetried()
    {
        server.Answer = _ =>
            Page(
                [
                    Entered("PlanRestore", 1),
                    Scheduled(2),
                    """{"id":3,"timestamp":3,"type":"TaskFailed","taskFailedEventDetails":{"error":"X"}}""",
                    """{"id":4,"timestamp":4,"type":"ExecutionFailed"}""",
                ],
                null
            );

        (await ReadAsync(server.Url)).FailedAttempts.ShouldBe([new FailedAttempt("PlanRestore", "X", false)]);
    }

    [Fact]
    public async Task History_ThatMayNotBeRead_IsEmptyWithTheReason()
    {
        server.Refuse = _ => "AccessDeniedException";

        RestoreRecord restore = await ReadAsync(server.Url);

        restore.Parts.ShouldBeEmpty();
        restore.Warning.ShouldNotBeNull().ShouldContain("AccessDeniedException: refused by the test");
    }

    [Fact]
    public async Task History_OfAServiceThatIsNotThere_IsEmptyWithTheReason()
    {
        string url = server.Url;
        await server.DisposeAsync();

        (await ReadAsync(url)).Warning.ShouldNotBeNull().ShouldContain("could not be read");
    }

    [Fact]
    public async Task History_OfAnExecutionThatNeverBegan_IsEmpty()
    {
        server.Refuse = _ => "ExecutionDoesNotExist";

        RestoreRecord restore = await ReadAsync(server.Url);

        (restore.Parts.Count, restore.FailedAttempts.Count, restore.Warning).ShouldBe((0, 0, null));
    }

    private static async Task<RestoreRecord> ReadAsync(string url)
    {
        using var client = new AmazonStepFunctionsClient(
            new AmazonStepFunctionsConfig
            {
                ServiceURL = url,
                MaxErrorRetry = 0,
                DefaultAWSCredentials = new BasicAWSCredentials("nobody", "secret"),
            }
        );
        return await new RestoreHistory(client).ReadAsync(Machine, "run-1", TestContext.Current.CancellationToken);
    }

    private static string Page(string[] events, string? next) =>
        $$"""{"events":[{{string.Join(',', events)}}]{{(next is null ? "" : $",\"nextToken\":\"{next}\"")}}}""";

    private static string Entered(string state, int at) =>
        $$$"""{"id":{{{at}}},"timestamp":{{{at}}},"type":"TaskStateEntered","stateEnteredEventDetails":{"name":"{{{state}}}"}}""";

    private static string Exited(string state, int at) =>
        $$$"""{"id":{{{at}}},"timestamp":{{{at}}},"type":"TaskStateExited","stateExitedEventDetails":{"name":"{{{state}}}"}}""";

    private static string Scheduled(int at) => $$"""{"id":{{at}},"timestamp":{{at}},"type":"TaskScheduled"}""";
}
