using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>What is left of production, for one test to damage and to restore from.</summary>
internal sealed record LostCopy(DrillFolder Folder, LostProduction Lost, DrillRun Drill)
{
    /// <summary>The one file below the store's objects that holds the newest version of the one key with both parts in it.</summary>
    public string ObjectFile(string prefix, string part) =>
        Directory
            .EnumerateFiles(Path.Combine(Folder.Store, "objects"), "@*", SearchOption.AllDirectories)
            .Where(file => Key(file).StartsWith(prefix, StringComparison.Ordinal) && Key(file).Contains(part, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .First();

    private string Key(string file) => Path.GetRelativePath(Path.Combine(Folder.Store, "objects"), file);
}
