using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>Finds everything in one method that the generator does not support.</summary>
internal static class FunctionReview
{
    public static IEnumerable<Finding> Of(IMethodSymbol method) =>
        [.. OfClass(method.ContainingType), .. OfMethod(method), .. OfParameters(method), .. OfTypes(method)];

    private static IEnumerable<Finding> OfClass(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.IsAbstract || type.IsStatic || type.ContainingType is not null)
        {
            yield return Finding.Of(Rules.UnusableClass, type, type.Name);
        }
    }

    private static IEnumerable<Finding> OfMethod(IMethodSymbol method)
    {
        if (method.IsStatic)
        {
            yield return Finding.Of(Rules.StaticMethod, method, method.Name);
        }

        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
        {
            yield return Finding.Of(Rules.Generic, method, method.Name);
        }

        if (method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
        {
            yield return Finding.Of(Rules.NotCallable, method, method.Name);
        }

        if (!FunctionOutput.Of(method).IsSupported)
        {
            yield return Finding.Of(Rules.UnusableOutput, method, method.Name, method.ReturnType.ToDisplayString());
        }
    }

    private static IEnumerable<Finding> OfParameters(IMethodSymbol method)
    {
        foreach (
            IParameterSymbol? parameter in method.Parameters.Where(parameter => parameter.RefKind != RefKind.None || parameter.IsParams)
        )
        {
            yield return Finding.Of(Rules.ByReference, parameter, parameter.Name);
        }

        var inputs = method.Parameters.Where(parameter => FunctionModel.SourceOf(parameter) == ArgumentSource.Input).ToList();
        if (inputs.Count == 0)
        {
            yield return Finding.Of(Rules.NoInput, method, method.Name);
        }

        foreach (IParameterSymbol? second in inputs.Skip(1))
        {
            yield return Finding.Of(Rules.SecondInput, second, second.Name);
        }

        var contexts = method.Parameters.Where(parameter => parameter.Type.ToDisplayString() == PublishedNames.Context).ToList();
        foreach (
            IParameterSymbol? context in contexts.Where(
                (context, index) => index > 0 || FunctionModel.SourceOf(context) == ArgumentSource.Services
            )
        )
        {
            yield return Finding.Of(Rules.SecondContext, context, context.Name);
        }
    }

    private static IEnumerable<Finding> OfTypes(IMethodSymbol method)
    {
        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
        {
            yield break;
        }

        IParameterSymbol? input = method.Parameters.FirstOrDefault(parameter => FunctionModel.SourceOf(parameter) == ArgumentSource.Input);
        foreach (ITypeSymbol? type in new[] { input?.Type, FunctionOutput.Of(method).Value })
        {
            if (type is not null && !IsPublic(type))
            {
                yield return Finding.Of(Rules.HiddenType, method, type.ToDisplayString());
            }
        }
    }

    private static bool IsPublic(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => IsPublic(array.ElementType),
            INamedTypeSymbol named => named.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable
                && (named.ContainingType is null || IsPublic(named.ContainingType))
                && named.TypeArguments.All(IsPublic),
            _ => true,
        };
}
