using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Internal;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>A client of Step Functions. The SDK's own pipeline adds credentials, signatures, retries and the correction of the
/// clock.</summary>
public class AmazonStepFunctionsClient : AmazonServiceClient, IAmazonStepFunctions
{
    public AmazonStepFunctionsClient()
        : this(new AmazonStepFunctionsConfig()) { }

    public AmazonStepFunctionsClient(AmazonStepFunctionsConfig config)
        : base(config) { }

    protected override IServiceMetadata ServiceMetadata { get; } = new StepFunctionsMetadata();

    public virtual Task<SendTaskSuccessResponse> SendTaskSuccessAsync(
        SendTaskSuccessRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<SendTaskSuccessResponse>(request, cancellationToken);

    public virtual Task<SendTaskFailureResponse> SendTaskFailureAsync(
        SendTaskFailureRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<SendTaskFailureResponse>(request, cancellationToken);

    public virtual Task<SendTaskHeartbeatResponse> SendTaskHeartbeatAsync(
        SendTaskHeartbeatRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<SendTaskHeartbeatResponse>(request, cancellationToken);

    public virtual Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(
        GetExecutionHistoryRequest request,
        CancellationToken cancellationToken = default
    ) => CallAsync<GetExecutionHistoryResponse>(request, ExecutionHistoryUnmarshaller.Instance, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new BaseEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SignatureVersion4());
    }

    private Task<TResponse> CallAsync<TResponse>(AmazonStepFunctionsRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() =>
        CallAsync<TResponse>(request, EmptyResponseUnmarshaller<TResponse>.Instance, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(
        AmazonStepFunctionsRequest request,
        ResponseUnmarshaller unmarshaller,
        CancellationToken cancellationToken
    )
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = RequestMarshaller.Instance, ResponseUnmarshaller = unmarshaller },
            cancellationToken
        );
}

/// <summary>A request to Step Functions, with the name of its operation and its members.</summary>
public abstract class AmazonStepFunctionsRequest : AmazonWebServiceRequest
{
    internal abstract string Operation { get; }

    internal abstract void WriteMembers(Utf8JsonWriter writer);
}

/// <summary>Step Functions refused a call.</summary>
public class AmazonStepFunctionsException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string errorCode,
    string requestId,
    HttpStatusCode statusCode
) : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
