using System.Text;
using Serverless.Ops.Functions.Composition;

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
            var command = HostCommandLine.Parse(arguments);
            var settings = Settings.FromEnvironment();
            style = settings.Progress;
            switch (command)
            {
                case HostCommand.Help help:
                    await Console.Out.WriteLineAsync(help.Function is null ? HelpText.Program() : HelpText.Of(help.Function));
                    break;
                case HostCommand.Version:
                    await Console.Out.WriteLineAsync(ProgramVersion.Text);
                    break;
                case HostCommand.Run run:
                    await PrintAsync(await RunAsync(run, stopping));
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

    private static Task<ReadOnlyMemory<byte>> RunAsync(HostCommand.Run run, CancellationToken stopping)
    {
        var context = new HostLambdaContext(run.Function.Name, ProgramVersion.Text, run.Timeout, stopping);
        return run.Function.RunOnceAsync(Encoding.UTF8.GetBytes(run.Input), context);
    }

    private static async Task PrintAsync(ReadOnlyMemory<byte> result)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(result, CancellationToken.None);
        await output.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
    }
}
