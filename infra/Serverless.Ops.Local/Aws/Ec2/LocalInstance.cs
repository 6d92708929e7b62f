using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>One instance, shared by EC2 and Systems Manager.</summary>
internal sealed class LocalInstance(InstanceOrder order, ILaunchedInstance host, DateTimeOffset launchedAt)
{
    private readonly ConcurrentBag<Func<Task>> before = [];

    public InstanceOrder Order => order;

    public string EnvironmentFile => host.EnvironmentFile;

    public bool IsRunning { get; private set; } = true;

    /// <summary>Registers an action that stops a process of the host. All actions run before the host ends.</summary>
    public void OnTermination(Func<Task> stop) => before.Add(stop);

    public async Task TerminateAsync()
    {
        if (!IsRunning)
        {
            return;
        }

        IsRunning = false;
        await Task.WhenAll(before.Select(stop => stop()));
        await host.DisposeAsync();
    }

    /// <param name="state">The state name to report. RunInstances reports <c>pending</c>.</param>
    public JsonObject Describe(string state) =>
        new()
        {
            ["InstanceId"] = order.InstanceId,
            ["LaunchTime"] = StateJson.Timestamp(launchedAt),
            ["State"] = State(state),
            ["Tags"] = new JsonArray([.. order.Tags.Select(tag => (JsonNode)new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]),
        };

    public string StateName => IsRunning ? "running" : "terminated";

    public static JsonObject State(string name) =>
        new()
        {
            ["Code"] = name switch
            {
                "pending" => 0,
                "running" => 16,
                "shutting-down" => 32,
                _ => 48,
            },
            ["Name"] = name,
        };
}

/// <summary>The order to launch one instance.</summary>
/// <param name="InstanceId">For example <c>i-0123456789abcdef0</c>.</param>
/// <param name="Tags">Tag values by tag key.</param>
internal sealed record InstanceOrder(string InstanceId, IReadOnlyDictionary<string, string> Tags);
