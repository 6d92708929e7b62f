using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>
/// <c>arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken</c>: starts the command and answers at once. The job reports
/// its outcome with the task token.
/// </summary>
internal sealed class SendCommandTask(LocalSystemsManager systemsManager, TimeProvider time) : ITaskHandler
{
    public Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        JsonObject parameters = request.Parameters;
        SdkParameters.Only(parameters, "ssm:sendCommand", "DocumentName", "InstanceIds", "Parameters");
        string documentName = SdkParameters.Text(parameters, "DocumentName");
        if (documentName != systemsManager.Document.Name)
        {
            throw SdkParameters.ServiceError(
                "Ssm.InvalidDocumentException",
                $"Document with name {documentName} does not exist.",
                "Ssm",
                400
            );
        }

        JsonObject given = parameters["Parameters"] as JsonObject ?? [];
        (string script, TimeSpan timeout) = systemsManager.Document.Fill(given);
        IReadOnlyList<string> instanceIds = SdkParameters.Texts(parameters, "InstanceIds");
        if (instanceIds is not [var instanceId] || systemsManager.Ec2.Find(instanceId) is not { IsRunning: true } instance)
        {
            throw SdkParameters.ServiceError(
                "Ssm.InvalidInstanceIdException",
                $"Instances [[{string.Join(", ", instanceIds)}]] not in a valid state for account {LocalArns.Account}",
                "Ssm",
                400
            );
        }

        RunningCommand command = systemsManager.Start(instance, SdkParameters.Texts(given, "function").Single(), script, timeout);
        return Task.FromResult<JsonNode?>(
            new JsonObject
            {
                ["Command"] = new JsonObject
                {
                    ["CommandId"] = command.Id,
                    ["DocumentName"] = documentName,
                    ["InstanceIds"] = new JsonArray(instanceId),
                    ["RequestedDateTime"] = StateJson.Timestamp(time.GetUtcNow()),
                    ["Status"] = "Pending",
                    ["StatusDetails"] = "Pending",
                },
            }
        );
    }
}
