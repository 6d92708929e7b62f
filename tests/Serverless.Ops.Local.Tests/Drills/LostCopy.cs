using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>A copy of everything that the disaster left. One test damages the copy and restores from it.</summary>
internal sealed record LostCopy(DrillFolder Folder, LostProduction Lost, DrillRun Drill)
{
    /// <summary>
    /// The file of an object's newest version. Its key begins with <paramref name="prefix"/> and contains <paramref name="part"/>.
    /// </summary>
    public string ObjectFile(string prefix, string part) =>
        Directory
            .EnumerateFiles(Path.Combine(Folder.Store, "objects"), "@*", SearchOption.AllDirectories)
            .Where(file => Key(file).StartsWith(prefix, StringComparison.Ordinal) && Key(file).Contains(part, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .First();

    private string Key(string file) => Path.GetRelativePath(Path.Combine(Folder.Store, "objects"), file);
}
