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
    EquatableList<Finding> Findings
)
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
            new([.. FunctionReview.Of(method)])
        );
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

/// <summary>Where one argument of a function comes from.</summary>
/// <param name="Source">Input, context or services.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">Its type, fully qualified.</param>
internal sealed record FunctionArgument(ArgumentSource Source, string Name, string Type);

internal enum ArgumentSource
{
    Input,
    Context,
    Services,
}

/// <summary>What a function returns.</summary>
/// <param name="Type">As the method declares it, fully qualified.</param>
/// <param name="IsAwaited">True for Task and Task of a value.</param>
/// <param name="HasResult">False for Task alone.</param>
/// <param name="Value">The value's type, or null when there is none or it is not supported.</param>
/// <param name="IsSupported">False for void, ValueTask, streams and whatever else has to be awaited.</param>
internal sealed record FunctionOutput(string Type, bool IsAwaited, bool HasResult, ITypeSymbol? Value, bool IsSupported)
{
    public static FunctionOutput Of(IMethodSymbol method)
    {
        ITypeSymbol type = method.ReturnType;
        string written = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        bool isTasks = type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";
        if (isTasks && type is INamedTypeSymbol { Name: "Task" } task)
        {
            return new(written, IsAwaited: true, HasResult: task.IsGenericType, task.TypeArguments.FirstOrDefault(), IsSupported: true);
        }

        bool supported =
            !method.ReturnsVoid
            && !method.ReturnsByRef
            && !method.ReturnsByRefReadonly
            && !isTasks
            && !type.AllInterfaces.Add((type as INamedTypeSymbol)!).Any(IsAsyncStream);
        return new(written, IsAwaited: false, HasResult: true, type, supported);
    }

    private static bool IsAsyncStream(INamedTypeSymbol? type) =>
        type?.OriginalDefinition.ToDisplayString() == "System.Collections.Generic.IAsyncEnumerable<T>";
}
