using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StepFunctions.Internal;

/// <summary>Reads an empty answer.</summary>
internal sealed class EmptyResponseUnmarshaller<TResponse> : ResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public static EmptyResponseUnmarshaller<TResponse> Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new TResponse();
}
