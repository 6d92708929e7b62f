using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>A number, boolean or null argument.</summary>
internal sealed class LiteralExpression(JsonNode? value) : IValueExpression
{
    public JsonNode? Evaluate(PathRoots roots) => value?.DeepClone();
}
