using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

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
        var type = method.ReturnType;
        var written = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var isTasks = type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";
        if (isTasks && type is INamedTypeSymbol { Name: "Task" } task)
        {
            return new(written, IsAwaited: true, HasResult: task.IsGenericType, task.TypeArguments.FirstOrDefault(), IsSupported: true);
        }

        var supported = !method.ReturnsVoid && !method.ReturnsByRef && !method.ReturnsByRefReadonly && !isTasks
            && !type.AllInterfaces.Add((type as INamedTypeSymbol)!).Any(IsAsyncStream);
        return new(written, IsAwaited: false, HasResult: true, type, supported);
    }

    private static bool IsAsyncStream(INamedTypeSymbol? type) =>
        type?.OriginalDefinition.ToDisplayString() == "System.Collections.Generic.IAsyncEnumerable<T>";
}
