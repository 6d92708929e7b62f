using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>The generator's data about one [LambdaStartup] class.</summary>
internal sealed record StartupModel(string Type, Place Place, EquatableList<Finding> Findings)
{
    public static StartupModel Of(INamedTypeSymbol type)
    {
        bool usable =
            !type.IsAbstract
            && !type.IsStatic
            && !type.IsGenericType
            && type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && IsReachable(constructor))
            && type.GetMembers("ConfigureServices").OfType<IMethodSymbol>().Any(ConfiguresServices);
        return new(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Place.Of(type),
            new(usable ? [] : [Finding.Of(Rules.UnusableStartup, type, type.Name)])
        );
    }

    private static bool ConfiguresServices(IMethodSymbol method) =>
        !method.IsStatic
        && IsReachable(method)
        && method.ReturnsVoid
        && method.Parameters.Length == 1
        && method.Parameters[0].Type.ToDisplayString() == PublishedNames.ServiceCollection;

    private static bool IsReachable(ISymbol symbol) => symbol.DeclaredAccessibility is Accessibility.Public;
}
