using System.Text.RegularExpressions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>What people read points to what exists.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents() =>
        [
            .. new[] { "docs", "functions", "infra", "statemachines", "tests" }
                .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
                .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
                .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_OfADocument_LeadToFiles(string document)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(document))!;

        Link()
            .Matches(File.ReadAllText(Repository.PathOf(document)))
            .Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)))
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
