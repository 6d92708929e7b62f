using System.Text;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Tasks;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>The program on a host: one function, once.</summary>
internal static class HostProgram
{
    /// <returns>The process's exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken stopping)
    {
        var style = ProgressStyle.Text;
        try
        {
            switch (HostCommandLine.Parse(arguments))
            {
                case HostCommand.Help help:
                    await Console.Out.WriteLineAsync(help.Function is null ? HelpText.Program() : HelpText.Of(help.Function));
                    break;
                case HostCommand.Version:
                    await Console.Out.WriteLineAsync(ProgramVersion.Text);
                    break;
                case HostCommand.Run run:
                    var settings = Settings.FromEnvironment();
                    style = settings.Progress;
                    await PrintAsync(await RunAsync(run, TaskTokenSetting.Take(), settings.Heartbeat, stopping));
                    break;
            }

            return ExitCode.Good;
        }
        catch (Exception failure)
        {
            // The edge of the process: the exit code and these lines are all that its caller gets.
            FailurePrinter.Print(failure, style);
            return ExitCode.Of(failure);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> RunAsync(
        HostCommand.Run run, string? taskToken, TimeSpan heartbeat, CancellationToken stopping)
    {
        if (taskToken is null)
        {
            return await RunOnceAsync(run, stopping);
        }

        using var stepFunctions = StepFunctionsAccess.Create();
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
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(result, CancellationToken.None);
        await output.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
    }
}
