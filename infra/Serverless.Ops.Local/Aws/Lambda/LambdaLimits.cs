namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>Lambda's limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
internal static class LambdaLimits
{
    /// <summary>Most bytes of a request, and most bytes of a response: 6 MiB and 100 bytes.</summary>
    public const int PayloadBytes = 6_291_556;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(900);
}
