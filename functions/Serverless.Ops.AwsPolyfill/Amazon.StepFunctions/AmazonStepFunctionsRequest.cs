using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>A call of Step Functions, which knows its operation and its members.</summary>
public abstract class AmazonStepFunctionsRequest : AmazonWebServiceRequest
{
    internal abstract string Operation { get; }

    internal abstract void WriteMembers(Utf8JsonWriter writer);
}
