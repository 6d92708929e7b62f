using System.Text;
using Amazon.StepFunctions;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;
using Serverless.Ops.Functions.StepFunctions;

namespace Serverless.Ops.Functions.Program.Host;

/// <summary>The program on a host. It runs one function once.</summary>
internal static class HostProgram
{
    /// <param name="functions">Every function that this program can run.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="stopping">Cancelled when the process has to end.</param>
    /// <returns>The process's exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<OpsFunction> functions,
        IReadOnlyList<string> arguments,
        CancellationToken stopping
    )
    {
        ProgressStyle style = ProgressStyle.Text;
        try
        {
            switch (HostCommandLine.Parse(functions, arguments))
            {
                case HostCommand.Help help:
                    await Console.Out.WriteLineAsync(help.Function is null ? HelpText.OfProgram(functions) : HelpText.Of(help.Function));
                    break;
                case HostCommand.Version:
                    await Console.Out.WriteLineAsync(ProgramVersion.Text);
                    break;
                case HostCommand.Run run:
                    var settings = ProgramSettings.FromEnvironment();
                    style = settings.Progress;
                    await PrintAsync(await RunAsync(run, TaskTokenSetting.Take(), settings.Heartbeat, stopping));
                    break;
            }

            return ExitCode.Good;
        }
        catch (Exception failure)
        {
            // This is the edge of the process. The caller sees only the exit code and these lines.
            FailurePrinter.Print(failure, style);
            return ExitCode.Of(failure);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> RunAsync(
        HostCommand.Run run,
        string? taskToken,
        TimeSpan heartbeat,
        CancellationToken stopping
    )
    {
        if (taskToken is null)
        {
            return await RunOnceAsync(run, stopping);
        }

        using IAmazonStepFunctions stepFunctions = AwsAccess.CreateStepFunctions();
        var task = new WaitingTask(stepFunctions, taskToken, run.Function.Name, heartbeat, TimeProvider.System);
        return await task.RunAsync(token => RunOnceAsync(run, token), stopping);
    }

    private static Task<ReadOnlyMemory<byte>> RunOnceAsync(HostCommand.Run run, CancellationToken stopping)
    {
        var context = new HostLambdaContext(run.Function.Name, ProgramVersion.Text, run.Timeout, TimeProvider.System, stopping);
        return run.Function.RunOnceAsync(Encoding.UTF8.GetBytes(run.Input), context);
    }

    private static async Task PrintAsync(ReadOnlyMemory<byte> result)
    {
        await using Stream output = Console.OpenStandardOutput();
        await output.WriteAsync(result, CancellationToken.None);
        await output.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
    }
}
