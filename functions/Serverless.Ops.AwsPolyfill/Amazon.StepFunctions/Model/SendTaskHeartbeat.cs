using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Tells Step Functions that the job of a task still runs.
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html</summary>
public sealed class SendTaskHeartbeatRequest : AmazonStepFunctionsRequest
{
    public string? TaskToken { get; set; }

    internal override string Operation => "SendTaskHeartbeat";

    internal override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("taskToken", TaskToken);
}

/// <summary>The empty answer to an accepted request.</summary>
public sealed class SendTaskHeartbeatResponse : AmazonWebServiceResponse;
