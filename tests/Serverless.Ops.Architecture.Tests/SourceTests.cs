using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>Rules for the folder tree: a README in each top folder, short files, folders that hold one idea.</summary>
public sealed class SourceTests
{
    private static readonly string[] Projects =
    [
        "functions/Serverless.Ops.Domain",
        "functions/Serverless.Ops.DataPlane",
        "functions/Serverless.Ops.Functions",
        "infra/Serverless.Ops.Local",
    ];

    public static TheoryData<string> TopFolders() =>
        [
            .. Projects
                .SelectMany(project => Directory.GetDirectories(Repository.PathOf(project)))
                .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
                .Select(folder => Path.GetRelativePath(Repository.Root, folder)),
        ];

    [Theory]
    [MemberData(nameof(TopFolders))]
    public void TopFolder_OfAProject_SaysWhatItPromises(string folder)
    {
        string readme = Repository.PathOf(folder, "README.md");

        File.Exists(readme).ShouldBeTrue($"{folder} needs a README.md of 10 to 20 lines");
        File.ReadAllLines(readme).Length.ShouldBeInRange(5, 40);
    }

    [Fact]
    public void Files_AreShort()
    {
        int[] lengths = [.. Projects.SelectMany(SourcesOf).Select(file => File.ReadLines(Repository.PathOf(file)).Count()).Order()];

        lengths[lengths.Length / 2].ShouldBeLessThan(80, "the median file");
        lengths[^1].ShouldBeLessThan(500, "the longest file");
    }

    // The build holds the line length and that a namespace is its folder; see .editorconfig and Directory.Build.targets.
    [Fact]
    public void Folder_OfSources_HoldsOneIdea() =>
        Projects
            .SelectMany(SourcesOf)
            .GroupBy(file => Path.GetDirectoryName(file)!)
            .Where(folder => folder.Count() > 20)
            .Select(folder => $"{folder.Key}: {folder.Count()} files")
            .ShouldBeEmpty("a folder with more than about 20 files is more than one idea");

    private static IEnumerable<string> SourcesOf(string project) =>
        Directory
            .EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
