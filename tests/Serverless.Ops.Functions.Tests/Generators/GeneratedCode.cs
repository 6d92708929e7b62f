using System.Collections.Immutable;
using Amazon.Lambda.Core;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Ops.AwsPolyfill.Generators;

namespace Serverless.Ops.Functions.Tests.Generators;

/// <summary>The generator's output for one source file, and the compiler's errors about the file and the output together.</summary>
internal sealed record GeneratedCode(
    IReadOnlyDictionary<string, string> Files,
    IReadOnlyList<Diagnostic> Findings,
    IReadOnlyList<Diagnostic> CompilerErrors
)
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(':')
            .Where(path =>
                Path.GetFileName(path)
                    is "System.Runtime.dll"
                        or "System.Private.CoreLib.dll"
                        or "netstandard.dll"
                        or "System.ComponentModel.dll"
                        or "System.Collections.dll"
            )
            .Append(typeof(ILambdaContext).Assembly.Location)
            .Append(typeof(ServiceCollection).Assembly.Location)
            .Append(typeof(ServiceProvider).Assembly.Location)
            .Distinct(StringComparer.Ordinal)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static GeneratedCode Of(string source)
    {
        CSharpCompilation compilation = Compile(source);
        GeneratorDriver driver = Driver()
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation? complete, out ImmutableArray<Diagnostic> findings);
        return new(
            driver
                .GetRunResult()
                .GeneratedTrees.ToDictionary(tree => Path.GetFileName(tree.FilePath), tree => tree.ToString(), StringComparer.Ordinal),
            findings,
            [
                .. complete
                    .GetDiagnostics()
                    .Where(diagnostic =>
                        diagnostic.Severity == DiagnosticSeverity.Error && !diagnostic.Id.StartsWith("OPSFN", StringComparison.Ordinal)
                    ),
            ]
        );
    }

    public static CSharpCompilation Compile(string source) =>
        CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source, path: "Sample.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );

    public static GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new LambdaFunctionGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );
}
