using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.StepFunctions.Internal;

namespace Amazon.StepFunctions;

/// <summary>The client's settings. As for every client of the SDK, region, retries and endpoint come from the environment variables
/// AWS_REGION, AWS_MAX_ATTEMPTS and AWS_ENDPOINT_URL_SFN.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    public AmazonStepFunctionsConfig()
        : base(StandardDefaults.Instance)
    {
        ServiceId = "SFN";
        AuthenticationServiceName = "states";
        EndpointProvider = new ConfiguredEndpoint(this);
    }

    public override string RegionEndpointServiceName => "states";

    public override string ServiceVersion => "2016-11-23";

    public override string UserAgent => "serverless-ops-polyfill";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(new EndpointParameters());
}
