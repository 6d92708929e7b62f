using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary><c>arn:aws:states:::aws-sdk:ec2:describeInstances</c>: lists instances, filtered by tag and by state.</summary>
internal sealed class DescribeInstancesTask(LocalEc2 ec2) : ITaskHandler
{
    private const string TagFilter = "tag:";

    public Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        SdkParameters.Only(request.Parameters, "ec2:describeInstances", "Filters");
        (string Name, IReadOnlyList<string> Values)[] filters = [.. (request.Parameters["Filters"] as JsonArray ?? []).Select(Filter)];
        IEnumerable<JsonNode> found = ec2
            .Instances.Where(instance =>
                filters.All(filter => filter.Values.Contains(Value(instance, filter.Name), StringComparer.Ordinal))
            )
            .Select(instance =>
                (JsonNode)
                    new JsonObject
                    {
                        ["Instances"] = new JsonArray(instance.Describe(instance.StateName)),
                        ["ReservationId"] = $"r-{instance.Order.InstanceId[2..]}",
                    }
            );
        return Task.FromResult<JsonNode?>(new JsonObject { ["Reservations"] = new JsonArray([.. found]) });
    }

    private static (string Name, IReadOnlyList<string> Values) Filter(JsonNode? filter)
    {
        JsonObject fields = filter as JsonObject ?? throw SdkParameters.Invalid("A filter must be an object.");
        string name = SdkParameters.Text(fields, "Name");
        return name == "instance-state-name" || name.StartsWith(TagFilter, StringComparison.Ordinal)
            ? (name, SdkParameters.Texts(fields, "Values"))
            : throw LocalEc2.Refused("InvalidParameterValue", $"The filter '{name}' is invalid");
    }

    private static string? Value(LocalInstance instance, string filter) =>
        filter.StartsWith(TagFilter, StringComparison.Ordinal)
            ? instance.Order.Tags.GetValueOrDefault(filter[TagFilter.Length..])
            : instance.StateName;
}
