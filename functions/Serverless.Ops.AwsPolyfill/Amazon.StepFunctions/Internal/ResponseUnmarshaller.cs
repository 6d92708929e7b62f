using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Makes the typed exception of an error's code.</summary>
internal abstract class ResponseUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            "TaskTimedOut" => new TaskTimedOutException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "TaskDoesNotExist" => new TaskDoesNotExistException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidToken" => new InvalidTokenException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidOutput" => new InvalidOutputException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            _ => new AmazonStepFunctionsException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
        };
    }
}
