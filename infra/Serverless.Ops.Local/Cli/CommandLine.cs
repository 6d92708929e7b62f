using System.CommandLine;
using System.CommandLine.Help;

namespace Serverless.Ops.Local.Cli;

/// <summary>All commands of the local suite; each has its own file here.</summary>
internal static class CommandLine
{
    // sysexits.h, as in the script that starts this.
    private const int BadUsage = 64;

    // Ctrl-C and SIGTERM cancel; servers are then killed and waited for, which a busy machine takes its time for.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        int exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndLimit });
        return parsed.Errors.Count > 0 ? BadUsage : exitCode;
    }

    // Named as people call it: by the script that starts this.
    public static Command Root() =>
        new("./ops", "Serverless.Ops on one machine: the deployed functions and state machines, with no AWS account.")
        {
            new HelpOption { Recursive = true },
            DrillCommand.Create(),
            StopCommand.Create(),
            SiteCommand.Create(),
        };
}
