using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>
/// <c>arn:aws:states:::aws-sdk:ec2:terminateInstances</c>: terminates all named instances. When one id is unknown, the call fails
/// and terminates none.
/// </summary>
internal sealed class TerminateInstancesTask(LocalEc2 ec2) : ITaskHandler
{
    public async Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        SdkParameters.Only(request.Parameters, "ec2:terminateInstances", "InstanceIds");
        LocalInstance[] instances =
        [
            .. SdkParameters
                .Texts(request.Parameters, "InstanceIds")
                .Select(id =>
                    ec2.Find(id) ?? throw LocalEc2.Refused("InvalidInstanceID.NotFound", $"The instance ID '{id}' does not exist")
                ),
        ];
        var changes = new JsonArray();
        foreach (LocalInstance instance in instances)
        {
            string before = instance.StateName;
            await instance.TerminateAsync();
            changes.Add(
                new JsonObject
                {
                    ["CurrentState"] = LocalInstance.State("shutting-down"),
                    ["InstanceId"] = instance.Order.InstanceId,
                    ["PreviousState"] = LocalInstance.State(before),
                }
            );
        }

        return new JsonObject { ["TerminatingInstances"] = changes };
    }
}
