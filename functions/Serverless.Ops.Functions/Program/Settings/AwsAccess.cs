using Amazon.Runtime;
using Amazon.StepFunctions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>Makes AWS's clients. Region, credentials and endpoints are AWS's own variables, and an error names what is missing.</summary>
internal static class AwsAccess
{
    /// <param name="service">For the message.</param>
    /// <param name="create">Makes the client.</param>
    /// <exception cref="InvalidInputException">It cannot be made as this process is set up.</exception>
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
                "set AWS_REGION, and credentials if this is no EC2 instance.",
                cause
            );
        }
    }

    /// <summary>The client by which host jobs answer and histories of executions are read.</summary>
    // Patient: a lost answer costs a whole run of the job.
    public static IAmazonStepFunctions CreateStepFunctions() =>
        Create<IAmazonStepFunctions>(
            "Step Functions",
            () => new AmazonStepFunctionsClient(new AmazonStepFunctionsConfig { MaxErrorRetry = 6, Timeout = TimeSpan.FromSeconds(10) })
        );
}
