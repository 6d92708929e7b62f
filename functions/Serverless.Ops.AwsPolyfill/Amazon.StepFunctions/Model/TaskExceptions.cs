using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>No task has this token any more.</summary>
public sealed class TaskDoesNotExistException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The task was not heard of in time, or has ended.</summary>
public sealed class TaskTimedOutException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The token is not one of this account and region.</summary>
public sealed class InvalidTokenException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
