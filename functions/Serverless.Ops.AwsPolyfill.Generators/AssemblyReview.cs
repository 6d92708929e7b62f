using System.Collections.Immutable;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>Finds the errors of an assembly: those of each function and startup class, and those between several of them.</summary>
internal static class AssemblyReview
{
    public static IReadOnlyList<Finding> Of(ImmutableArray<FunctionModel> functions, ImmutableArray<StartupModel> startups) =>
        [
            .. functions.SelectMany(function => function.Findings),
            .. startups.SelectMany(startup => startup.Findings),
            .. functions
                .GroupBy(function => function.Method, StringComparer.Ordinal)
                .SelectMany(named => named.Skip(1))
                .Select(function => new Finding(Rules.SharedName.Id, function.Place, new([function.Method]))),
            .. startups
                .Skip(1)
                .Select(startup => new Finding(Rules.SecondStartup.Id, startup.Place, new([Name(startup), Name(startups[0])]))),
            .. functions
                .Where(_ => startups.IsEmpty)
                .Select(function => new Finding(Rules.NoStartup.Id, function.Place, new([function.Method]))),
        ];

    private static string Name(StartupModel startup) => startup.Type.Replace("global::", "");
}
