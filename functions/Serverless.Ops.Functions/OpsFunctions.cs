using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Handlers;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions;

/// <summary>Every function of the suite, in the order in which <c>opsjob --help</c> lists them.</summary>
internal static class OpsFunctions
{
    public static IReadOnlyList<OpsFunction> All { get; } =
    [
        OpsFunction.Of<DescribeRuntimeRequest, DescribeRuntimeResult>(
            "DescribeRuntime",
            "says what this program is, where it runs, and whether it reaches its store",
            () => new DescribeRuntimeHandler_DescribeRuntime_Generated().DescribeRuntime),
    ];

    public static OpsFunction? Find(string name) =>
        All.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.Ordinal));
}
