using Amazon.Runtime;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Composition;

/// <summary>Makes AWS's clients. Region, credentials and endpoints are AWS's own variables, and what is missing is said as such.</summary>
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
                $"{service} cannot be called: {cause.Message}.", "set AWS_REGION, and credentials if this is no EC2 instance.", cause);
        }
    }
}
