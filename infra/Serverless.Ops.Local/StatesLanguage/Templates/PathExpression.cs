using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>A path; leading nowhere is an error, never null.</summary>
internal sealed class PathExpression(JsonPath path) : IValueExpression
{
    public JsonNode? Evaluate(PathRoots roots) => path.TryRead(roots, out JsonNode? value)
        ? value
        : throw new StateErrorException(
            StateErrors.ParameterPathFailure,
            $"The JSONPath '{path.Text}' could not be found in the input '{StateJson.ToText(path.IsContext ? roots.Context : roots.Input)}'");
}
