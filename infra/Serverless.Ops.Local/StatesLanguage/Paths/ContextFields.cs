namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>The fields of the context object. A path to any other field is an error when the file is loaded.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html also has Execution.RoleArn,
/// Execution.RedriveCount, Execution.RedriveTime and Map. Our files do not use these, and only a Map state fills Map.
/// </remarks>
internal static class ContextFields
{
    private static readonly IReadOnlyDictionary<string, string[]> Known = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Execution"] = ["Id", "Input", "Name", "StartTime"],
        ["State"] = ["Name", "EnteredTime", "RetryCount"],
        ["StateMachine"] = ["Id", "Name"],
        ["Task"] = ["Token"],
    };

    /// <summary>Throws <see cref="FormatException"/>, which lists the known fields, when the path names an unknown field.</summary>
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
            IEnumerable<string> known = Known.SelectMany(part => part.Value.Select(field => $"$$.{part.Key}.{field}"));
            throw new FormatException($"the context object has no {text}. Its fields are {string.Join(", ", known)}");
        }
    }
}
