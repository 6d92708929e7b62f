using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary><c>arn:aws:states:::aws-sdk:ec2:runInstances</c>: launches one instance from the only launch template.</summary>
/// <param name="launchTemplate">Name of the only launch template. Any other name is refused.</param>
internal sealed class RunInstancesTask(LocalEc2 ec2, string launchTemplate) : ITaskHandler
{
    private const int MaxTokenCharacters = 64;

    public async Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        JsonObject parameters = request.Parameters;
        SdkParameters.Only(parameters, "ec2:runInstances", "LaunchTemplate", "MinCount", "MaxCount", "ClientToken", "TagSpecifications");
        if (StateJson.ToText(parameters["MinCount"]) != "1" || StateJson.ToText(parameters["MaxCount"]) != "1")
        {
            throw SdkParameters.Invalid("The local EC2 launches one instance a call: MinCount and MaxCount must be 1.");
        }

        string template = parameters["LaunchTemplate"] is JsonObject named ? SdkParameters.Text(named, "LaunchTemplateName") : "";
        if (template != launchTemplate)
        {
            throw LocalEc2.Refused(
                "InvalidLaunchTemplateName.NotFoundException",
                $"The specified launch template, with template name {template}, does not exist."
            );
        }

        string token = SdkParameters.Text(parameters, "ClientToken");
        if (token.Length is 0 or > MaxTokenCharacters || token.Any(character => !char.IsAscii(character)))
        {
            throw LocalEc2.Refused("InvalidParameterValue", $"The client token must have 1 to {MaxTokenCharacters} ASCII characters.");
        }

        LocalInstance instance = await LaunchAsync(token, parameters, cancellationToken);
        return new JsonObject
        {
            ["Instances"] = new JsonArray(instance.Describe("pending")),
            ["OwnerId"] = LocalArns.Account,
            ["ReservationId"] = $"r-{instance.Order.InstanceId[2..]}",
        };
    }

    // The state sees a failed launch as an error of EC2, with the launcher's message as the cause.
    private async Task<LocalInstance> LaunchAsync(string token, JsonObject parameters, CancellationToken cancellationToken)
    {
        Dictionary<string, string> tags = Tags(parameters);
        try
        {
            return await ec2.RunAsync(token, StateJson.ToText(parameters), tags).WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or StateErrorException))
        {
            throw SdkParameters.ServiceError("Ec2.Ec2Exception", $"InternalError: {failure.Message}", "Ec2", 500);
        }
    }

    private static Dictionary<string, string> Tags(JsonObject parameters)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonNode? specification in parameters["TagSpecifications"] as JsonArray ?? [])
        {
            foreach (JsonNode? tag in specification?["Tags"] as JsonArray ?? [])
            {
                JsonObject fields = tag as JsonObject ?? throw SdkParameters.Invalid("A tag must be an object.");
                tags.Add(SdkParameters.Text(fields, "Key"), SdkParameters.Text(fields, "Value"));
            }
        }

        return tags;
    }
}
