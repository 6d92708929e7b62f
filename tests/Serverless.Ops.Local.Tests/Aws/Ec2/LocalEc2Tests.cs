using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Tests.Aws.Ec2;

public sealed class LocalEc2Tests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-ec2-").FullName;
    private FolderLauncher launcher = null!;
    private LocalEc2 ec2 = null!;

    public ValueTask InitializeAsync()
    {
        launcher = new FolderLauncher(folder, new Dictionary<string, string>());
        ec2 = new LocalEc2(launcher, TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await ec2.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Launch_WithTheSameToken_GivesTheSameInstance()
    {
        string[] ids = await Task.WhenAll(LaunchAsync("run-1"), LaunchAsync("run-1"));
        string other = await LaunchAsync("run-2");

        ids[0].ShouldBe(ids[1]);
        ids[0].ShouldMatch("^i-[0-9a-f]{17}$");
        other.ShouldNotBe(ids[0]);
        launcher.Launches.ShouldBe(2);
    }

    [Fact]
    public async Task Launch_WithTheSameTokenAndOtherTags_IsRefused()
    {
        await LaunchAsync("run-1");

        StateErrorException failure = await Should.ThrowAsync<StateErrorException>(() => LaunchAsync("run-1", tag: "other"));

        (failure.Error, failure.Cause).ShouldSatisfyAllConditions(
            answer => answer.Error.ShouldBe("Ec2.Ec2Exception"),
            answer => answer.Cause.ShouldStartWith("IdempotentParameterMismatch")
        );
    }

    [Fact]
    public async Task Launch_ThatFailed_IsTriedAgainUnderTheSameToken()
    {
        launcher.Failure = new InvalidOperationException("mariadbd ended with 1");
        (await Should.ThrowAsync<StateErrorException>(() => LaunchAsync("run-1"))).Cause.ShouldContain("mariadbd ended with 1");
        launcher.Failure = null;

        (await LaunchAsync("run-1")).ShouldStartWith("i-");
    }

    [Theory]
    [InlineData("serverless-ops-restore", "")]
    [InlineData("serverless-ops-restore", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("other", "run-1")]
    public async Task Launch_WithWhatEc2Refuses_IsRefused(string template, string token) =>
        (await Should.ThrowAsync<StateErrorException>(() => LaunchAsync(token, template))).Error.ShouldBe("Ec2.Ec2Exception");

    [Fact]
    public async Task Instances_AreFoundByTagAndState_UntilTheyAreTerminated()
    {
        string id = await LaunchAsync("run-1");
        await LaunchAsync("run-2");

        (await FindAsync("run-1")).ShouldBe([id]);
        JsonNode? answer = await new TerminateInstancesTask(ec2).RunAsync(
            Request($$"""{"InstanceIds":["{{id}}"]}"""),
            CancellationToken.None
        );
        ((string)answer!["TerminatingInstances"]![0]!["CurrentState"]!["Name"]!).ShouldBe("shutting-down");
        (await FindAsync("run-1")).ShouldBeEmpty();
        launcher.Terminated.ShouldBe([id]);
    }

    [Fact]
    public async Task Termination_OfOneThatIsNotThere_TerminatesNone()
    {
        string id = await LaunchAsync("run-1");

        await Should.ThrowAsync<StateErrorException>(() =>
            new TerminateInstancesTask(ec2).RunAsync(Request($$"""{"InstanceIds":["{{id}}","i-other"]}"""), CancellationToken.None)
        );

        launcher.Terminated.ShouldBeEmpty();
    }

    [Fact]
    public async Task Parameter_ThatIsNotKnown_IsRefused() =>
        (
            await Should.ThrowAsync<StateErrorException>(() =>
                new DescribeInstancesTask(ec2).RunAsync(Request("""{"MaxResults":5}"""), CancellationToken.None)
            )
        ).Error.ShouldBe("States.Runtime");

    private static TaskRequest Request(string parameters) => new(JsonNode.Parse(parameters)!.AsObject());

    private async Task<string> LaunchAsync(string run, string template = "serverless-ops-restore", string tag = "drill")
    {
        JsonNode? answer = await new RunInstancesTask(ec2, "serverless-ops-restore").RunAsync(
            Request(
                $$"""
                {"LaunchTemplate":{"LaunchTemplateName":"{{template}}"},"MinCount":1,"MaxCount":1,"ClientToken":"{{run}}",
                 "TagSpecifications":[{"ResourceType":"instance",
                   "Tags":[{"Key":"serverless-ops:run","Value":"{{run}}"},{"Key":"p","Value":"{{tag}}"}]}]}
                """
            ),
            CancellationToken.None
        );
        ((string)answer!["Instances"]![0]!["State"]!["Name"]!).ShouldBe("pending");
        return (string)answer["Instances"]![0]!["InstanceId"]!;
    }

    private async Task<IEnumerable<string>> FindAsync(string run)
    {
        JsonNode? answer = await new DescribeInstancesTask(ec2).RunAsync(
            Request(
                $$"""
                {"Filters":[{"Name":"tag:serverless-ops:run","Values":["{{run}}"]},
                            {"Name":"instance-state-name","Values":["running"]}]}
                """
            ),
            CancellationToken.None
        );
        return answer!["Reservations"]!.AsArray().Select(reservation => (string)reservation!["Instances"]![0]!["InstanceId"]!);
    }
}
