using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.Program;

/// <summary>The executables under test. The build of these tests makes them.</summary>
internal static class Programs
{
    private static readonly string Build = Path.GetRelativePath(
        Repository.PathOf("tests", "Serverless.Ops.Functions.Tests", "bin"),
        AppContext.BaseDirectory
    );

    public static string OpsJob { get; } = Repository.PathOf("functions", "Serverless.Ops.Functions", "bin", Build, "opsjob");

    public static string Samples { get; } = Repository.PathOf("tests", "Serverless.Ops.SampleFunctions", "bin", Build, "samplefunctions");
}
