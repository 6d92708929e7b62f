using Xunit;

namespace Serverless.Ops.TestSupport;

/// <summary>What a test needs of its machine. Missing servers fail in CI and skip with the reason on a laptop; what only root may do is
/// skipped with the reason for every other account.</summary>
public static class TestNeeds
{
    /// <summary>True where everything has to be there: CI is set, and not to false.</summary>
    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && value is not ("false" or "0");

    /// <summary>Ends the test as its place demands.</summary>
    public static void Missing(string reason)
    {
        Assert.SkipUnless(InCi, reason);
        Assert.Fail(reason);
    }

    /// <param name="why">What it needs root for: "a small tmpfs is mounted".</param>
    public static void Root(string why) =>
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess,
            $"{why}, which only root may. Next: run ./ops test as root to have this test too."
        );
}
