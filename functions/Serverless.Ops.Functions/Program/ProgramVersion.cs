using System.Reflection;

namespace Serverless.Ops.Functions.Program;

/// <summary>The version that this program was built as, with the commit when the build knew it.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
