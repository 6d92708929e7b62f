using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program.Lambda;

/// <summary>The program in Lambda. It serves one function, call after call.</summary>
internal static class LambdaProgram
{
    /// <param name="functions">Every function that this program can serve.</param>
    /// <param name="stopping">Cancelled when the process has to end.</param>
    /// <returns>The process's exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<OpsFunction> functions, CancellationToken stopping)
    {
        try
        {
            await Served(functions).ServeAsync(stopping);
            return ExitCode.Good;
        }
        catch (Exception failure)
        {
            // This is the edge of the process. Lambda already knows about a failed start. These lines are for the log.
            FailurePrinter.Print(failure, ProgressStyle.Json);
            return ExitCode.Of(failure);
        }
    }

    /// <summary>The function that the environment names. A wrong name is reported to Lambda as a failed start.</summary>
    private static OpsFunction Served(IReadOnlyList<OpsFunction> functions)
    {
        try
        {
            string? name = ProgramSettings.FromEnvironment().FunctionName;
            return OpsFunction.Find(functions, name ?? "")
                ?? throw new InvalidInputException(
                    name is null
                        ? $"The setting {SettingNames.Function} is not set."
                        : $"The setting {SettingNames.Function} is '{name}', but there is no such function.",
                    $"set {SettingNames.Function} to one of {string.Join(", ", functions.Select(function => function.Name))}."
                );
        }
        catch (InvalidInputException failure)
        {
            // Lambda makes no call after a failed start, so the types of any function are good enough.
            return functions[0].FailingToStart(failure);
        }
    }
}
