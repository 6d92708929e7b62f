using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>
/// <c>arn:aws:states:::aws-sdk:ssm:describeInstanceInformation</c>, filtered by instance id. Lists running instances as online,
/// and no others.
/// </summary>
internal sealed class DescribeInstanceInformationTask(LocalEc2 ec2, TimeProvider time) : ITaskHandler
{
    public Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        SdkParameters.Only(request.Parameters, "ssm:describeInstanceInformation", "Filters");
        if (
            request.Parameters["Filters"] is not JsonArray { Count: 1 } filters
            || filters[0] is not JsonObject filter
            || SdkParameters.Text(filter, "Key") != "InstanceIds"
        )
        {
            throw SdkParameters.Invalid("The local Systems Manager supports exactly one filter, by InstanceIds.");
        }

        IEnumerable<JsonNode> online = SdkParameters
            .Texts(filter, "Values")
            .Where(id => ec2.Find(id) is { IsRunning: true })
            .Select(id =>
                (JsonNode)
                    new JsonObject
                    {
                        ["InstanceId"] = id,
                        ["LastPingDateTime"] = StateJson.Timestamp(time.GetUtcNow()),
                        ["PingStatus"] = "Online",
                        ["PlatformType"] = "Linux",
                        ["ResourceType"] = "EC2Instance",
                    }
            );
        return Task.FromResult<JsonNode?>(new JsonObject { ["InstanceInformationList"] = new JsonArray([.. online]) });
    }
}
