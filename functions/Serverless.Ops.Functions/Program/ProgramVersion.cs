using System.Reflection;

namespace Serverless.Ops.Functions.Program;

/// <summary>The version of this build. It includes the commit if the build knew the commit.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
