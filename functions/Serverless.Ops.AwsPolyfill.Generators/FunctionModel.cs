using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>All that the generator knows of one [LambdaFunction] method.</summary>
/// <param name="Namespace">Of the class; empty for the global one.</param>
/// <param name="Class">The class's own name.</param>
/// <param name="Method">The function's name.</param>
/// <param name="Output">The return type, fully qualified.</param>
/// <param name="IsAwaited">True for Task and Task of a value.</param>
/// <param name="HasResult">False for Task alone.</param>
/// <param name="Arguments">In the method's order.</param>
/// <param name="Place">Of the method's name.</param>
/// <param name="Findings">Why no code can be written for it; empty when it can.</param>
internal sealed record FunctionModel(
    string Namespace,
    string Class,
    string Method,
    string Output,
    bool IsAwaited,
    bool HasResult,
    EquatableList<FunctionArgument> Arguments,
    Place Place,
    EquatableList<Finding> Findings)
{
    public static FunctionModel Of(IMethodSymbol method)
    {
        var output = FunctionOutput.Of(method);
        var arguments = new EquatableList<FunctionArgument>([.. method.Parameters.Select(Argument)]);
        return new(
            method.ContainingType.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "",
            method.ContainingType.Name,
            method.Name,
            output.Type,
            output.IsAwaited,
            output.HasResult,
            arguments,
            Place.Of(method),
            new([.. FunctionReview.Of(method)]));
    }

    private static FunctionArgument Argument(IParameterSymbol parameter) =>
        new(SourceOf(parameter), parameter.Name, parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    internal static ArgumentSource SourceOf(IParameterSymbol parameter)
    {
        if (parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == PublishedNames.FromServices))
        {
            return ArgumentSource.Services;
        }

        return parameter.Type.ToDisplayString() == PublishedNames.Context ? ArgumentSource.Context : ArgumentSource.Input;
    }
}
