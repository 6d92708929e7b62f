using Xunit.v3;

namespace Serverless.Ops.TestSupport;

/// <summary>Marks a test, or all tests of a class, as slow. <c>./ops test --quick</c> leaves slow tests out.</summary>
/// <remarks>Measure before you mark a test: <c>./ops test PROJECT --report-xunit-trx</c> writes the time of each test.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    /// <summary>The trait by which the script <c>ops</c> filters: <c>--filter-not-trait Speed=Slow</c>.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];
}
