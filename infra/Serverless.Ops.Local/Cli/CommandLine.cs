using System.CommandLine;

namespace Serverless.Ops.Local.Cli;

/// <summary>All commands of the local suite; each has its own file here.</summary>
internal static class CommandLine
{
    public static RootCommand Root() => new("Serverless.Ops on one machine: the deployed functions and state machines, with no AWS account.")
    {
        DrillCommand.Create(),
        StopCommand.Create(),
        SiteCommand.Create(),
    };
}
