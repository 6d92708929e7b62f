using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.StepFunctions.Internal;

/// <summary>Writes a request in the AWS JSON 1.0 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html</summary>
internal sealed class RequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static RequestMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (AmazonStepFunctionsRequest)input;
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            call.WriteMembers(writer);
            writer.WriteEndObject();
        }

        var request = new DefaultRequest(call, "Amazon.StepFunctions")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = body.WrittenSpan.ToArray(),
        };
        request.Headers["X-Amz-Target"] = $"AWSStepFunctions.{call.Operation}";
        request.Headers["Content-Type"] = "application/x-amz-json-1.0";
        return request;
    }
}
