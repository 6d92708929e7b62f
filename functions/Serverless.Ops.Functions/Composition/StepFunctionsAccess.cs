using Amazon.StepFunctions;

namespace Serverless.Ops.Functions.Composition;

/// <summary>The client by which host jobs answer and executions are read.</summary>
internal static class StepFunctionsAccess
{
    // Patient, because an answer that is lost costs a whole run of the job.
    public static IAmazonStepFunctions Create() => AwsAccess.Create<IAmazonStepFunctions>(
        "Step Functions", () => new AmazonStepFunctionsClient(new AmazonStepFunctionsConfig { MaxErrorRetry = 6, Timeout = TimeSpan.FromSeconds(10) }));
}
