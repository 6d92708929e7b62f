using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Lambda;

namespace Serverless.Ops.Functions.Program.Host;

/// <summary>What the command line asks for.</summary>
internal abstract record HostCommand
{
    /// <summary>opsjob --help, or opsjob FUNCTION --help.</summary>
    public sealed record Help(OpsFunction? Function) : HostCommand;

    /// <summary>opsjob --version.</summary>
    public sealed record Version : HostCommand;

    /// <summary>opsjob FUNCTION JSON [--timeout SECONDS].</summary>
    /// <param name="Function">What to run.</param>
    /// <param name="Input">Its input, JSON.</param>
    /// <param name="Timeout">How long it may take; <see cref="TimeSpan.MaxValue"/> for as long as it needs.</param>
    public sealed record Run(OpsFunction Function, string Input, TimeSpan Timeout) : HostCommand;
}

/// <summary>Reads the command line. Options stand after the function, in any order.</summary>
internal static class HostCommandLine
{
    /// <exception cref="InvalidInputException">The message says which argument, and how it is to be written.</exception>
    public static HostCommand Parse(IReadOnlyList<OpsFunction> functions, IReadOnlyList<string> arguments)
    {
        if (arguments is ["--help" or "-h" or "help"])
        {
            return new HostCommand.Help(null);
        }

        if (arguments is ["--version"])
        {
            return new HostCommand.Version();
        }

        OpsFunction function = Find(functions, arguments.Count > 0 ? arguments[0] : "");
        if (arguments.Skip(1).Any(argument => argument is "--help" or "-h"))
        {
            return new HostCommand.Help(function);
        }

        return ParseRun(function, [.. arguments.Skip(1)]);
    }

    private static HostCommand.Run ParseRun(OpsFunction function, string[] rest)
    {
        string? input = null;
        TimeSpan timeout = TimeSpan.MaxValue;
        for (int i = 0; i < rest.Length; i++)
        {
            switch (rest[i])
            {
                case "--timeout":
                    timeout = Seconds(ValueOf(rest, i++));
                    break;
                case var option when option.StartsWith('-'):
                    throw Wrong($"'{option}' is no option.");
                case var json when input is null:
                    input = json;
                    break;
                default:
                    throw Wrong($"There is one argument too many after the input of {function.Name}.");
            }
        }

        return input is null
            ? throw new InvalidInputException(
                $"The input of {function.Name} is missing.",
                $"add it as one JSON argument; 'opsjob {function.Name} --help' shows its fields."
            )
            : new HostCommand.Run(function, input, timeout);
    }

    private static OpsFunction Find(IReadOnlyList<OpsFunction> functions, string name) =>
        OpsFunction.Find(functions, name)
        ?? throw Wrong(name.Length == 0 ? "No function is named." : $"There is no function '{name}'{Suggestion(functions, name)}.");

    private static string Suggestion(IReadOnlyList<OpsFunction> functions, string name) =>
        functions.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $": {meant.Name} is meant"
            : "";

    private static string ValueOf(string[] rest, int option) =>
        option + 1 < rest.Length && rest[option + 1].Length > 0 ? rest[option + 1] : throw Wrong($"{rest[option]} needs a value.");

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds is > 0 and <= 31_536_000
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong($"--timeout is '{text}'; it is seconds, more than 0.");

    private static InvalidInputException Wrong(string whatHappened) => new(whatHappened, "'opsjob --help' shows how it is called.");
}
