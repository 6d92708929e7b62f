namespace Serverless.Ops.Local.Drills;

/// <summary>The checkout that this program was built in: its scripts, state machines and the program of the hosts.</summary>
internal sealed class Checkout
{
    private Checkout(string root) => Root = root;

    public string Root { get; }

    public string HostScripts => Path.Combine(Root, "infra", "host");

    public string StateMachines => Path.Combine(Root, "statemachines");

    internal static Checkout At(string root) => new(root);

    public static Checkout Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.Ops.sln")))
            {
                return new(folder.FullName);
            }
        }

        throw new DirectoryNotFoundException("This program runs in a checkout of Serverless.Ops. Next: build it there with ./ops setup.");
    }

    /// <summary>The program of hosts and Lambda: the JIT build beside this one, or the native one that <c>./ops drill --native</c> publishes.</summary>
    public string Program(bool native)
    {
        // bin/<configuration>/<framework>/, of whichever project this runs in as of that one.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string build = Path.Combine("bin", framework.Parent!.Name, framework.Name);
        string program = native
            ? Path.Combine(Root, ".ops", "native", "opsjob")
            : Path.Combine(Root, "functions", "Serverless.Ops.Functions", build, "opsjob");
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException(
                $"{program} is not built. Next: run ./ops drill{(native ? " --native" : "")}, which builds it."
            );
    }
}
