using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>The SDK's "standard" mode: its retries, and its connect timeout.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html</summary>
internal sealed class StandardDefaults : IDefaultConfigurationProvider
{
    public static StandardDefaults Instance { get; } = new();

    public IDefaultConfiguration GetDefaultConfiguration(RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
        new DefaultConfiguration
        {
            Name = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
            ConnectTimeout = TimeSpan.FromMilliseconds(3100),
            TlsNegotiationTimeout = TimeSpan.FromMilliseconds(3100),
        };
}
