using Serverless.Ops.Domain.Errors;
using Serverless.Ops.Functions.Composition;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>The program in Lambda: one function, call after call.</summary>
internal static class LambdaProgram
{
    public static async Task<int> RunAsync(CancellationToken stopping)
    {
        try
        {
            await Served().ServeAsync(stopping);
            return ExitCode.Good;
        }
        catch (Exception failure)
        {
            // The edge of the process. A failed start has been reported to Lambda by now; this is for the log.
            FailurePrinter.Print(failure, ProgressStyle.Json);
            return ExitCode.Of(failure);
        }
    }

    /// <summary>The function that the environment names. What is wrong with that is its start's failure, and reported as such.</summary>
    private static OpsFunction Served()
    {
        try
        {
            var name = Settings.FromEnvironment().FunctionName;
            return OpsFunctions.Find(name ?? "")
                ?? throw new InvalidInputException(
                    name is null ? $"The setting {SettingNames.Function} is not set." : $"The setting {SettingNames.Function} is '{name}', which is no function.",
                    $"set it to one of {string.Join(", ", OpsFunctions.All.Select(function => function.Name))}.");
        }
        catch (InvalidInputException failure)
        {
            return OpsFunction.Failing(failure);
        }
    }
}
