using System.Text.RegularExpressions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>What the folder tree promises a newcomer.</summary>
public sealed partial class SourceTests
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

    [Fact]
    public void Namespaces_EqualFolders()
    {
        List<string> misplaced = [];
        foreach (string file in Projects.SelectMany(SourcesOf))
        {
            Match match = NamespaceLine().Match(File.ReadAllText(Repository.PathOf(file)));
            string expected = Path.GetDirectoryName(file)!.Split('/', 2)[1].Replace('/', '.');
            if (match.Success && match.Groups[1].Value != expected)
            {
                misplaced.Add($"{file}: {match.Groups[1].Value} instead of {expected}");
            }
        }

        misplaced.ShouldBeEmpty();
    }

    private static IEnumerable<string> SourcesOf(string project) =>
        Directory
            .EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
