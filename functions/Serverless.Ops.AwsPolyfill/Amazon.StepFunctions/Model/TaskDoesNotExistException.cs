using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>No task has this token any more.</summary>
public sealed class TaskDoesNotExistException(string message, Exception? innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
