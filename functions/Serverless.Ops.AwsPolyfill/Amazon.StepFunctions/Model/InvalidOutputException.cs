using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>The output is not JSON that Step Functions takes.</summary>
public sealed class InvalidOutputException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
