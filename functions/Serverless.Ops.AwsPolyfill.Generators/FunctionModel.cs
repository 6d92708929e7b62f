using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>The generator's data about one [LambdaFunction] method.</summary>
/// <param name="Namespace">Namespace of the class; empty for the global namespace.</param>
/// <param name="Class">Name of the class, without its namespace.</param>
/// <param name="Method">Name of the function.</param>
/// <param name="Output">Return type, fully qualified.</param>
/// <param name="IsAwaited">True for Task and Task of a value.</param>
/// <param name="HasResult">False for a Task without a value.</param>
/// <param name="Arguments">The arguments, in the method's order.</param>
/// <param name="Place">Place of the method's name in the source.</param>
/// <param name="Findings">Reasons why the generator cannot write code for the method; empty when it can.</param>
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

/// <summary>One argument of a function, and its source.</summary>
/// <param name="Source">Input, context or services.</param>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Type">Type of the parameter, fully qualified.</param>
internal sealed record FunctionArgument(ArgumentSource Source, string Name, string Type);

internal enum ArgumentSource
{
    Input,
    Context,
    Services,
}

/// <summary>The return type of a function.</summary>
/// <param name="Type">The declared return type, fully qualified.</param>
/// <param name="IsAwaited">True for Task and Task of a value.</param>
/// <param name="HasResult">False for a Task without a value.</param>
/// <param name="Value">Type of the value; null when there is no value.</param>
/// <param name="IsSupported">False for void, references, streams, and types of System.Threading.Tasks other than Task.</param>
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
