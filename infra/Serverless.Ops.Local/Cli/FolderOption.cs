using System.CommandLine;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>--folder</c>: where drills are kept, for those who run more than one suite in a clone.</summary>
internal static class FolderOption
{
    public static Option<string?> Create() => new("--folder")
    {
        Description = "where drills are kept; .ops/drills/ of this clone when left out",
        HelpName = "path",
    };
}
