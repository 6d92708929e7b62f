using System.Text.RegularExpressions;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Puts names and ARNs in the place of <c>${Name}</c>, as CloudFormation does with DefinitionSubstitutions.</summary>
internal static partial class DefinitionSubstitutions
{
    public static string Apply(string text, IReadOnlyDictionary<string, string> substitutions, string file) =>
        Placeholder().Replace(text, match => substitutions.TryGetValue(match.Groups[1].Value, out string? value)
            ? value
            : throw new StateMachineLoadException(
                file, "", match.Value, "nothing is given to put in its place", $"given are {string.Join(", ", substitutions.Keys)}"));

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Placeholder();
}
