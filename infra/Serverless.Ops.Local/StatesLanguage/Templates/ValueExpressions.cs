using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>The value of a field whose name ends in <c>.$</c>: a path, a literal or a function.</summary>
internal interface IValueExpression
{
    /// <summary>
    /// Returns a copy without a parent, which the caller may add to any JSON node. Throws <see cref="StateErrorException"/> when the
    /// data does not fit.
    /// </summary>
    JsonNode? Evaluate(PathRoots roots);
}

/// <summary>A string, number, boolean or null.</summary>
internal sealed class LiteralExpression(JsonNode? value) : IValueExpression
{
    public JsonNode? Evaluate(PathRoots roots) => value?.DeepClone();
}

/// <summary>A path. A path that finds no value is an error, never null.</summary>
internal sealed class PathExpression(JsonPath path) : IValueExpression
{
    public JsonNode? Evaluate(PathRoots roots) =>
        path.TryRead(roots, out JsonNode? value)
            ? value
            : throw new StateErrorException(
                StateErrors.ParameterPathFailure,
                $"The JSONPath '{path.Text}' could not be found in the input "
                    + $"'{StateJson.ToText(path.IsContext ? roots.Context : roots.Input)}'"
            );
}

/// <summary>A call of an intrinsic function. A failure of the function is States.IntrinsicFailure.</summary>
internal sealed class IntrinsicExpression(string name, Func<JsonNode?[], JsonNode?> function, IReadOnlyList<IValueExpression> arguments)
    : IValueExpression
{
    public JsonNode? Evaluate(PathRoots roots)
    {
        JsonNode?[] values = [.. arguments.Select(argument => argument.Evaluate(roots))];
        try
        {
            return function(values);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or OverflowException)
        {
            throw new StateErrorException(StateErrors.IntrinsicFailure, $"The function '{name}' had an error: {failure.Message}", failure);
        }
    }
}
