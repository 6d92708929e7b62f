using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Reads an empty answer, or makes the typed exception of an error's code.</summary>
internal sealed class EmptyResponseUnmarshaller<TResponse> : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public static EmptyResponseUnmarshaller<TResponse> Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new TResponse();

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            "TaskTimedOut" => new TaskTimedOutException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "TaskDoesNotExist" => new TaskDoesNotExistException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidToken" => new InvalidTokenException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            "InvalidOutput" => new InvalidOutputException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            _ => new AmazonStepFunctionsException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
        };
    }
}
