using Amazon.Runtime;

namespace Serverless.Ops.DataPlane.Aws;

/// <summary>Recognises the SDK's word for finding no credentials in any of the places where it looks: it has no type of its own.</summary>
internal static class AwsCredentials
{
    public const string NextStep =
        "give this process a role (an instance profile, or the task's or function's role) or the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
        + "if it has a role, check that the instance metadata can be reached.";

    public static bool AreMissing(Exception failure) =>
        failure is AmazonClientException && failure.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal);

    /// <summary>Where the SDK looked and what it met there, in one line.</summary>
    public static string WhatHappened(Exception failure) =>
        $"there are no AWS credentials: {string.Join(' ', failure.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
}
