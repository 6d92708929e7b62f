namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>What a path into the context object may name, so that a misspelt one is an error when the file is loaded.</summary>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html has, besides these, what our files do not
/// use: Execution.RoleArn, RedriveCount and RedriveTime, and Map, which only a Map state fills.</remarks>
internal static class ContextFields
{
    private static readonly IReadOnlyDictionary<string, string[]> Known = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Execution"] = ["Id", "Input", "Name", "StartTime"],
        ["State"] = ["Name", "EnteredTime", "RetryCount"],
        ["StateMachine"] = ["Id", "Name"],
        ["Task"] = ["Token"],
    };

    /// <summary>Throws <see cref="FormatException"/> that says what there is.</summary>
    public static void Check(string text, IReadOnlyList<PathStep> steps)
    {
        bool isKnown = steps switch
        {
            [] => true,
            [{ Kind: PathStepKind.Field } part] => Known.ContainsKey(part.Field),
            [{ Kind: PathStepKind.Field, Field: "Execution" }, { Kind: PathStepKind.Field, Field: "Input" }, ..] => true,
            [{ Kind: PathStepKind.Field } part, { Kind: PathStepKind.Field } field] => Known.TryGetValue(part.Field, out string[]? fields)
                && fields.Contains(field.Field, StringComparer.Ordinal),
            _ => false,
        };
        if (!isKnown)
        {
            throw new FormatException(
                $"the context object has no {text}: there is {string.Join(", ", Known.SelectMany(part => part.Value.Select(field => $"$$.{part.Key}.{field}")))}"
            );
        }
    }
}
