using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Says that a task goes on. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html</summary>
public sealed class SendTaskHeartbeatRequest : AmazonStepFunctionsRequest
{
    public string? TaskToken { get; set; }

    internal override string Operation => "SendTaskHeartbeat";

    internal override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("taskToken", TaskToken);
}

/// <summary>Empty: that it came is the answer.</summary>
public sealed class SendTaskHeartbeatResponse : AmazonWebServiceResponse;
