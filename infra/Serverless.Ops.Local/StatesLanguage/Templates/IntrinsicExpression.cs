using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>A call of an intrinsic function; whatever it cannot do is States.IntrinsicFailure.</summary>
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
