using System.Text.Json;

namespace Amazon.StepFunctions.Model;

/// <summary>Ends a task well. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html</summary>
public sealed class SendTaskSuccessRequest : AmazonStepFunctionsRequest
{
    /// <summary>JSON, at most 262,144 bytes.</summary>
    public string? Output { get; set; }

    public string? TaskToken { get; set; }

    internal override string Operation => "SendTaskSuccess";

    internal override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("output", Output);
        writer.WriteString("taskToken", TaskToken);
    }
}
