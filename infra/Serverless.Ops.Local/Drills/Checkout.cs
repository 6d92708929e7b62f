namespace Serverless.Ops.Local.Drills;

/// <summary>The checkout that this program was built in, with its host scripts, state machines and <c>opsjob</c>.</summary>
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

        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} is a checkout of Serverless.Ops. Next: run ./ops setup in a checkout."
        );
    }

    /// <summary>
    /// The path of <c>opsjob</c>, the program for hosts and Lambda. <paramref name="native"/> selects the native build that
    /// <c>./ops drill --native</c> publishes. Otherwise the JIT build of this program's own configuration is used.
    /// </summary>
    /// <exception cref="FileNotFoundException">The program is not built.</exception>
    public string Program(bool native)
    {
        // Every project builds into bin/<configuration>/<framework>/, so the last two folders are the same for opsjob.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string build = Path.Combine("bin", framework.Parent!.Name, framework.Name);
        string program = native
            ? Path.Combine(Root, ".ops", "native", "opsjob")
            : Path.Combine(Root, "functions", "Serverless.Ops.Functions", build, "opsjob");
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException($"{program} is not built. Next: run ./ops drill{(native ? " --native" : "")} to build it.");
    }
}
