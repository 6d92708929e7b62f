using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Local.Drills;

/// <summary>The folder that holds every file of one drill, <c>.ops/drills/&lt;id&gt;/</c> by default.</summary>
internal sealed class DrillFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DrillFolder(string id, string root) => (Id, Root) = (id, root);

    public string Id { get; }

    public string Root { get; }

    /// <summary>The production host's files: its database server and its site.</summary>
    public string Production => Path.Combine(Root, "production");

    /// <summary>The object store's folder.</summary>
    public string Store => Path.Combine(Root, "store");

    /// <summary>The parameter store's folder.</summary>
    public string Parameters => Path.Combine(Root, "parameters");

    /// <summary>The restored hosts, one folder each.</summary>
    public string Instances => Path.Combine(Root, "instances");

    /// <summary>Execution histories, function logs and command records.</summary>
    public string Aws => Path.Combine(Root, "aws");

    public string Journal => Path.Combine(Root, "journal.jsonl");

    public string Evidence => Path.Combine(Root, "evidence.json");

    /// <summary>The full text of an unexpected error, with its stack trace. The terminal shows one line only.</summary>
    public string Error => Path.Combine(Root, "error.txt");

    public string Report => Path.Combine(Root, "report.html");

    /// <summary>The default folder of all drills.</summary>
    public static string AllIn(Checkout checkout) => Path.Combine(checkout.Root, ".ops", "drills");

    /// <param name="drills">The folder of all drills.</param>
    public static DrillFolder Create(string drills, DateTimeOffset now) => Create(drills, StoreKeys.NewSetId(now));

    public static DrillFolder Create(string drills, string id)
    {
        var folder = new DrillFolder(id, Path.Combine(Path.GetFullPath(drills), id));
        foreach (string path in (string[])[folder.Root, folder.Production, folder.Store, folder.Parameters, folder.Instances, folder.Aws])
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return folder;
    }
}
