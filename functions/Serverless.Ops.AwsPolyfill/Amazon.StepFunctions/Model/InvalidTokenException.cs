using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>The token is not one of this account and region.</summary>
public sealed class InvalidTokenException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
