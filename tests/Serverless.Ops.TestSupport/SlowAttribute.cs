using Xunit.v3;

namespace Serverless.Ops.TestSupport;

/// <summary>Marks a test, or every test of a class, that <c>./ops test --quick</c> leaves out. The full run has it.</summary>
/// <remarks>Mark what was measured, not what looks slow: <c>./ops test PROJECT --report-xunit-trx</c> writes each test's time.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    /// <summary>The trait that the script filters by: <c>--filter-not-trait Speed=Slow</c>.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];
}
