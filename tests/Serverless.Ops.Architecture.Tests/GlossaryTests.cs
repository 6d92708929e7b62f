using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>The glossary in docs/design.md and the code use the same words, each for one thing.</summary>
public sealed partial class GlossaryTests
{
    private static readonly Type[] Types =
    [
        .. new[] { "Serverless.Ops.Domain", "Serverless.Ops.DataPlane", "opsjob", "Serverless.Ops.Local" }
            .Select(Assembly.Load)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsNested: false, Namespace: not null })
            .Where(type => type.Namespace!.StartsWith("Serverless.Ops.", StringComparison.Ordinal))
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)),
    ];

    private static readonly (string Word, string[] Names)[] Glossary =
    [
        .. Row()
            .Matches(File.ReadAllText(Repository.PathOf("docs/design.md")))
            .Select(row => (row.Groups[1].Value, Name().Matches(row.Groups[3].Value).Select(name => name.Groups[1].Value).ToArray())),
    ];

    [Fact]
    public void Word_OfTheGlossary_StandsThereOnce()
    {
        Glossary.Length.ShouldBeGreaterThan(20);
        Glossary.GroupBy(row => row.Word).Where(words => words.Count() > 1).Select(words => words.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Name_InTheGlossary_IsATypeOfOneWord()
    {
        string[] names = [.. Glossary.SelectMany(row => row.Names)];

        names.Except(Types.Select(SimpleName)).ShouldBeEmpty("the glossary names a type that does not exist");
        names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty("one type stands for two words");
    }

    [Fact]
    public void Type_ThatIsCalledAsAWord_StandsInItsRow()
    {
        foreach ((string word, string[] names) in Glossary)
        {
            string called = string.Concat(word.Split(' ').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
            Types
                .Where(type => SimpleName(type) == called)
                .Select(SimpleName)
                .Except(names)
                .ShouldBeEmpty($"'{word}' means {string.Join(", ", names)}");
        }
    }

    [Fact]
    public void Types_ShareNoName() =>
        Types
            .GroupBy(SimpleName)
            .Where(same => same.Select(type => type.Namespace).Distinct().Count() > 1)
            .Select(same => string.Join(", ", same.Select(type => type.FullName)))
            .ShouldBeEmpty();

    private static string SimpleName(Type type) => type.Name.Split('`')[0];

    // A row of the table: | **word** | meaning | `Type`, `Type` |
    [GeneratedRegex(@"^\| \*\*([^*]+)\*\* \| ([^|]+) \|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
