namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
internal static class LambdaLimits
{
    /// <summary>6 MB and a little, of a request and of a response.</summary>
    public const int PayloadBytes = 6_291_556;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(900);
}
