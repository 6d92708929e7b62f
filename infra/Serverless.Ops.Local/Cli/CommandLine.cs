using System.CommandLine;
using System.CommandLine.Help;

namespace Serverless.Ops.Local.Cli;

/// <summary>All commands of the local program. Each command has its own file in this folder.</summary>
internal static class CommandLine
{
    // EX_USAGE of sysexits.h, as in ./ops.
    private const int BadUsage = 64;

    // Ctrl-C and SIGTERM cancel the command. The command then kills its servers and waits for them, which is slow on a busy machine.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        int exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndLimit });
        return parsed.Errors.Count > 0 ? BadUsage : exitCode;
    }

    // People start this program through ./ops, so the help shows that name.
    public static Command Root() =>
        new("./ops", "Runs the deployed functions and state machines on one machine, with no AWS account.")
        {
            new HelpOption { Recursive = true },
            DrillCommand.Create(),
            StopCommand.Create(),
            SiteCommand.Create(),
        };
}
