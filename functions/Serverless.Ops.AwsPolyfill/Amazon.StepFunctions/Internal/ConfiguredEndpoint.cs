using Amazon.Runtime.Endpoints;

namespace Amazon.StepFunctions.Internal;

/// <summary>Stands for the rule engine of the published package: the configured endpoint, or the region's own.</summary>
internal sealed class ConfiguredEndpoint(AmazonStepFunctionsConfig config) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters) =>
        new(config.ServiceURL ?? $"https://states.{config.RegionEndpoint.SystemName}.{config.RegionEndpoint.PartitionDnsSuffix}");
}
