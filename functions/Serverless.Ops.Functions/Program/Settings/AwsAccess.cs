using Amazon.Runtime;
using Amazon.StepFunctions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>Makes clients of AWS's SDK. The SDK reads region, credentials and endpoints from AWS's own variables.
/// The error for a client that cannot be made names the missing variable.</summary>
internal static class AwsAccess
{
    /// <param name="service">The service's name, for the message.</param>
    /// <param name="create">Makes the client.</param>
    /// <exception cref="InvalidInputException">The client cannot be made with this process's environment.</exception>
    public static TClient Create<TClient>(string service, Func<TClient> create)
    {
        try
        {
            return create();
        }
        catch (AmazonClientException cause)
        {
            throw new InvalidInputException(
                $"{service} cannot be called: {cause.Message}.",
                "set AWS_REGION. Outside EC2 and Lambda also set credentials.",
                cause
            );
        }
    }

    /// <summary>Makes the client that sends the answers of host jobs and reads the histories of executions.</summary>
    // The client retries six times, because a lost answer costs a whole run of the job.
    public static IAmazonStepFunctions CreateStepFunctions() =>
        Create<IAmazonStepFunctions>(
            "Step Functions",
            () => new AmazonStepFunctionsClient(new AmazonStepFunctionsConfig { MaxErrorRetry = 6, Timeout = TimeSpan.FromSeconds(10) })
        );
}
