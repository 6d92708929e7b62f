using Amazon.Runtime;

namespace Serverless.Ops.DataPlane.Aws;

/// <summary>
/// Recognises the error of the SDK when it finds no credentials anywhere. The SDK has no exception type for this error, so the text of
/// the message decides.
/// </summary>
internal static class AwsCredentials
{
    public const string NextStep =
        "give this process a role (an instance profile, or the role of the task or function), "
        + "or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
        + "if the process has a role, check that it can reach the instance metadata service.";

    public static bool AreMissing(Exception failure) =>
        failure is AmazonClientException && failure.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal);

    /// <summary>The message of the SDK in one line. It lists each place where the SDK looked and the result there.</summary>
    public static string WhatHappened(Exception failure) =>
        $"there are no AWS credentials: {string.Join(' ', failure.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
}
