using Xunit;

namespace Serverless.Ops.TestSupport;

/// <summary>
/// The needs of a test: servers and rights. When a server is missing, the test fails in CI and is skipped elsewhere. When a test needs
/// root and the account is not root, the test is skipped. The reason is always in the report.
/// </summary>
public static class TestNeeds
{
    /// <summary>True when the variable CI is set, and is not <c>false</c> or <c>0</c>. Then all servers must be installed.</summary>
    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && value is not ("false" or "0");

    /// <summary>Ends the test with the reason: as failed in CI, as skipped elsewhere.</summary>
    public static void Missing(string reason)
    {
        Assert.SkipUnless(InCi, reason);
        Assert.Fail(reason);
    }

    /// <summary>Skips the test when the account is not root.</summary>
    /// <param name="why">A sentence without its full stop, for example "The test mounts a small tmpfs".</param>
    public static void Root(string why) =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, $"{why}. Only root may do this. Next: run ./ops test as root.");
}
