using System.Net;
using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>The task with this token no longer exists.</summary>
public sealed class TaskDoesNotExistException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The task got no heartbeat or no answer in time, or it has ended.</summary>
public sealed class TaskTimedOutException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The token does not belong to this account and region.</summary>
public sealed class InvalidTokenException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonStepFunctionsException(message, innerException, errorType, errorCode, requestId, statusCode);
