using Amazon.Runtime;
using Amazon.StepFunctions;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Composition;

/// <summary>The client by which host jobs answer and executions are read. Region, credentials and endpoint are AWS's own variables.</summary>
internal static class StepFunctionsAccess
{
    public static IAmazonStepFunctions Create()
    {
        try
        {
            // Patient, because an answer that is lost costs a whole run of the job.
            return new AmazonStepFunctionsClient(new AmazonStepFunctionsConfig { MaxErrorRetry = 6, Timeout = TimeSpan.FromSeconds(10) });
        }
        catch (AmazonClientException cause)
        {
            throw new InvalidInputException(
                $"Step Functions cannot be called: {cause.Message}", "set AWS_REGION, and credentials if this is no EC2 instance.", cause);
        }
    }
}
