using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>Replaces the SDK's rule engine, whose rules are part of the published package: one endpoint a region, or the configured one.</summary>
internal sealed class EndpointOfConfig : BaseEndpointResolver
{
    public override Endpoint GetEndpoint(IExecutionContext executionContext)
    {
        var request = executionContext.RequestContext;
        return request.ClientConfig.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request.OriginalRequest));
    }
}
