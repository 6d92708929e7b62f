using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>The task was not heard of in time, or has ended.</summary>
public sealed class TaskTimedOutException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
