using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>By which the SDK finds AWS_ENDPOINT_URL_SFN.</summary>
internal sealed class StepFunctionsMetadata : IServiceMetadata
{
    public string ServiceId => "SFN";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
