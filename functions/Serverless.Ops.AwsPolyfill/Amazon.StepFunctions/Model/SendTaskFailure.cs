using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Ends a task with an error. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html</summary>
public sealed class SendTaskFailureRequest : AmazonStepFunctionsRequest
{
    /// <summary>At most 32,768 characters.</summary>
    public string? Cause { get; set; }

    /// <summary>The error name that Retry and Catch match, at most 256 characters.</summary>
    public string? Error { get; set; }

    public string? TaskToken { get; set; }

    internal override string Operation => "SendTaskFailure";

    internal override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("cause", Cause);
        writer.WriteString("error", Error);
        writer.WriteString("taskToken", TaskToken);
    }
}

/// <summary>The empty answer to an accepted request.</summary>
public sealed class SendTaskFailureResponse : AmazonWebServiceResponse;
