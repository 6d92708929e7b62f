using System.Net;
using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Ends a task with its output. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html</summary>
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

/// <summary>The empty answer to an accepted request.</summary>
public sealed class SendTaskSuccessResponse : AmazonWebServiceResponse;

/// <summary>Step Functions does not accept the output as JSON.</summary>
public sealed class InvalidOutputException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
