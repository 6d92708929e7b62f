using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Templates;

/// <summary>What stands behind a field whose name ends in <c>.$</c>: a path, a literal argument, or a function.</summary>
internal interface IValueExpression
{
    /// <summary>A value free to be put anywhere. Throws <see cref="StateErrorException"/>.</summary>
    JsonNode? Evaluate(PathRoots roots);
}
