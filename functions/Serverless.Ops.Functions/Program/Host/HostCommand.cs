using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Lambda;

namespace Serverless.Ops.Functions.Program.Host;

/// <summary>The request on the command line.</summary>
internal abstract record HostCommand
{
    /// <summary>opsjob --help, or opsjob FUNCTION --help.</summary>
    public sealed record Help(OpsFunction? Function) : HostCommand;

    /// <summary>opsjob --version.</summary>
    public sealed record Version : HostCommand;

    /// <summary>opsjob FUNCTION JSON [--timeout SECONDS].</summary>
    /// <param name="Function">The function to run.</param>
    /// <param name="Input">The function's input as JSON.</param>
    /// <param name="Timeout">The time that the function may take; <see cref="TimeSpan.MaxValue"/> means no limit.</param>
    public sealed record Run(OpsFunction Function, string Input, TimeSpan Timeout) : HostCommand;
}

/// <summary>Reads the command line. Options come after the function, in any order.</summary>
internal static class HostCommandLine
{
    /// <exception cref="InvalidInputException">An argument is wrong. The message names the argument and its form.</exception>
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
                    throw Wrong($"There is no option '{option}'.");
                case var json when input is null:
                    input = json;
                    break;
                default:
                    throw Wrong($"The command line has an extra argument after the input of {function.Name}.");
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
        ?? throw Wrong(
            name.Length == 0 ? "The command line names no function." : $"There is no function '{name}'.{Suggestion(functions, name)}"
        );

    private static string Suggestion(IReadOnlyList<OpsFunction> functions, string name) =>
        functions.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $" Did you mean {meant.Name}?"
            : "";

    private static string ValueOf(string[] rest, int option) =>
        option + 1 < rest.Length && rest[option + 1].Length > 0 ? rest[option + 1] : throw Wrong($"{rest[option]} needs a value.");

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
        && seconds is > 0 and <= 31_536_000
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong($"The value of --timeout is '{text}'. It has to be a number of seconds, more than 0 and at most 31536000.");

    private static InvalidInputException Wrong(string whatHappened) => new(whatHappened, "run 'opsjob --help' to see the usage.");
}
