using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program.Host;

/// <summary>
/// The text of <c>--help</c>. The fields come from the JSON contract, and the settings from the code that checks them.
/// So the help is never out of date.
/// </summary>
internal static class HelpText
{
    public static string OfProgram(IReadOnlyList<OpsFunction> functions)
    {
        int width = functions.Max(function => function.Name.Length);
        return string.Join(
            '\n',
            [
                "opsjob runs one unit of work of Serverless.Ops on this host.",
                "",
                "  opsjob FUNCTION JSON [--timeout SECONDS]",
                "  opsjob FUNCTION --help      shows the fields of a function's input, and its settings",
                "  opsjob --version",
                "",
                "Functions:",
                .. functions.Select(function => $"  {function.Name.PadRight(width)}  {function.Help}"),
                "",
                "opsjob prints the result as one line of JSON on standard output. Progress and errors go to standard error.",
                $"If {SettingNames.TaskToken} is set, opsjob also sends the outcome to the waiting state machine.",
                "",
                "Settings are environment variables. Every job reads the last three; each function reads some of the others:",
                .. Table(Setting.All, setting => setting.Meaning),
                "AWS's own variables (AWS_REGION, AWS_ENDPOINT_URL_S3, credentials) apply to an s3:// store, to ssm: and to a task token.",
                .. ExitCodes,
            ]
        );
    }

    public static string Of(OpsFunction function)
    {
        IReadOnlyList<JsonPropertyInfo> fields = function.InputFields;
        int width = fields.Count == 0 ? 0 : fields.Max(field => field.Name.Length);
        return string.Join(
            '\n',
            [
                $"{function.Name}: {function.Help}.",
                "",
                $"  opsjob {function.Name} '{Example(fields)}'",
                "",
                fields.Count == 0 ? "Its input has no fields: {}" : "Input:",
                .. fields.Select(field => $"  {field.Name.PadRight(width)}  {Describe(field)}"),
                "",
                "Settings (environment variables):",
                .. Table([.. function.Reads, .. Setting.OfHost], Describe),
                .. ExitCodes,
            ]
        );
    }

    private static string[] ExitCodes =>
        ["", "Exit codes: 0 good, 1 permanent failure, 2 usage or bad input, 75 transient failure, 124 time ran out, 143 stopped."];

    private static IEnumerable<string> Table(IReadOnlyList<Setting> settings, Func<Setting, string> describe)
    {
        int width = settings.Max(setting => setting.Name.Length);
        return settings.Select(setting => $"  {setting.Name.PadRight(width)}  {describe(setting)}");
    }

    private static string Describe(Setting setting) =>
        $"{(setting.Default is null ? "required" : "optional")}: {setting.Meaning} ({setting.Form})"
        + (setting.Default is null ? "" : $"; if not set: {setting.Default}");

    private static string Example(IEnumerable<JsonPropertyInfo> fields) =>
        "{" + string.Join(", ", fields.Where(field => field.IsRequired).Select(field => $"\"{field.Name}\": …")) + "}";

    private static string Describe(JsonPropertyInfo field)
    {
        string needed = field.IsRequired ? "required" : "optional";
        string meaning = field.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false)
            is [DescriptionAttribute { Description: var text }]
            ? $": {text}"
            : "";
        return $"{TypeName(field.PropertyType)}, {needed}{meaning}";
    }

    private static string TypeName(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(string) => "text",
            var t when t == typeof(bool) => "true or false",
            var t when t == typeof(int) || t == typeof(long) => "whole number",
            var t when t == typeof(double) || t == typeof(decimal) => "number",
            var t when t == typeof(DateTimeOffset) || t == typeof(DateTime) => "instant (RFC 3339, UTC)",
            { IsEnum: true } t => string.Join(" or ", Enum.GetNames(t)),
            { IsArray: true } => "list",
            var t when t.IsGenericType => "list",
            _ => "object",
        };
}
