using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Choices;

/// <summary>One variable, one comparison. A value of another type than the operator's is false, not an error.</summary>
internal sealed class DataTest(JsonPath variable, bool asksPresence, Func<bool, JsonNode?, bool> test) : ICondition
{
    public bool Holds(PathRoots roots)
    {
        bool isPresent = variable.TryRead(roots, out JsonNode? value);
        return isPresent || asksPresence
            ? test(isPresent, value)
            : throw new StateErrorException(
                StateErrors.Runtime, $"Invalid path '{variable.Text}': The choice state's condition path references an invalid value.");
    }
}
