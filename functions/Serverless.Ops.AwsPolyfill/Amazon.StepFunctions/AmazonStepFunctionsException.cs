using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>Step Functions refused a call.</summary>
public class AmazonStepFunctionsException(
    string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
