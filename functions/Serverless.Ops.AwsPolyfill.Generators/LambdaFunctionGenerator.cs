using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>Writes <c>{Class}_{Method}_Generated</c> for every [LambdaFunction] method, or reports an error with the reason.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LambdaFunctionGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<FunctionModel>> functions = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                PublishedNames.Function,
                static (_, _) => true,
                static (found, _) => FunctionModel.Of((IMethodSymbol)found.TargetSymbol)
            )
            .Collect();
        IncrementalValueProvider<ImmutableArray<StartupModel>> startups = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                PublishedNames.Startup,
                static (_, _) => true,
                static (found, _) => StartupModel.Of((INamedTypeSymbol)found.TargetSymbol)
            )
            .Collect();
        IncrementalValueProvider<string?> serializer = context.CompilationProvider.Select(
            static (compilation, _) => Serializer(compilation)
        );
        context.RegisterSourceOutput(
            functions.Combine(startups).Combine(serializer),
            static (output, found) => Produce(output, found.Left.Left, found.Left.Right, found.Right)
        );
    }

    private static string? Serializer(Compilation compilation)
    {
        AttributeData? attribute = compilation
            .Assembly.GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == PublishedNames.Serializer);
        return attribute?.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol type
            ? type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)
            : null;
    }

    private static void Produce(
        SourceProductionContext output,
        ImmutableArray<FunctionModel> functions,
        ImmutableArray<StartupModel> startups,
        string? serializer
    )
    {
        foreach (Finding finding in AssemblyReview.Of(functions, startups))
        {
            output.ReportDiagnostic(finding.ToDiagnostic());
        }

        // Correct functions get their class even when others have errors. So one mistake causes one error, and no missing classes.
        IEnumerable<FunctionModel> writable = startups.IsEmpty ? [] : functions.Where(function => function.Findings.Count == 0);
        foreach (FunctionModel? function in writable.GroupBy(HandlerText.FileName, StringComparer.Ordinal).Select(named => named.First()))
        {
            output.AddSource(
                HandlerText.FileName(function),
                SourceText.From(HandlerText.Write(function, startups[0].Type, serializer), Encoding.UTF8)
            );
        }
    }
}

/// <summary>Names of types from the published packages that the generator looks for.</summary>
internal static class PublishedNames
{
    public const string Function = "Amazon.Lambda.Annotations.LambdaFunctionAttribute";
    public const string Startup = "Amazon.Lambda.Annotations.LambdaStartupAttribute";
    public const string FromServices = "Amazon.Lambda.Annotations.FromServicesAttribute";
    public const string Serializer = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    public const string Context = "Amazon.Lambda.Core.ILambdaContext";
    public const string ServiceCollection = "Microsoft.Extensions.DependencyInjection.IServiceCollection";
}
