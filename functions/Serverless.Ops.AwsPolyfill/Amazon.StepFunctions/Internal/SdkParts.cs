using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.StepFunctions.Internal;

/// <summary>Signs every operation with Signature Version 4.</summary>
internal sealed class SignatureVersion4 : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

/// <summary>The retries and the connect timeout of the SDK's "standard" mode.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html</summary>
internal sealed class StandardDefaults : IDefaultConfigurationProvider
{
    public static StandardDefaults Instance { get; } = new();

    public IDefaultConfiguration GetDefaultConfiguration(
        RegionEndpoint clientRegion,
        DefaultConfigurationMode? requestedConfigurationMode = null
    ) =>
        new DefaultConfiguration
        {
            Name = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
            ConnectTimeout = TimeSpan.FromMilliseconds(3100),
            TlsNegotiationTimeout = TimeSpan.FromMilliseconds(3100),
        };
}

/// <summary>Gives the SDK the service's id. The SDK needs the id to read AWS_ENDPOINT_URL_SFN.</summary>
internal sealed class StepFunctionsMetadata : IServiceMetadata
{
    public string ServiceId => "SFN";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Replaces the rule engine of the published package. It returns the configured endpoint, or else the region's own.</summary>
internal sealed class ConfiguredEndpoint(AmazonStepFunctionsConfig config) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters) =>
        new(config.ServiceURL ?? $"https://states.{config.RegionEndpoint.SystemName}.{config.RegionEndpoint.PartitionDnsSuffix}");
}
