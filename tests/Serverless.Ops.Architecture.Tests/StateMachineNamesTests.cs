using System.Reflection;
using System.Text.Json;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>Every error name in a state machine is the name of an error class, so Retry and Catch match errors that exist.</summary>
public sealed class StateMachineNamesTests
{
    private static readonly string[] AwsPrefixes =
    [
        "States.",
        "Lambda.",
        "Sandbox.",
        "Runtime.",
        "Ssm.",
        "Ec2.",
        "StepFunctions.",
        "AWSLambda",
    ];

    private static readonly Type[] Errors =
    [
        .. new[] { "Serverless.Ops.Domain", "Serverless.Ops.DataPlane", "opsjob" }
            .Select(Assembly.Load)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(OpsException))),
    ];

    public static TheoryData<string> Machines() =>
        [.. Directory.GetFiles(Repository.PathOf("statemachines"), "*.asl.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Retry_OfOurErrors_NamesTransientClasses(string machine)
    {
        foreach (string name in ErrorNames(machine, "Retry"))
        {
            Type? error = Array.Find(Errors, type => type.Name == name);
            error.ShouldNotBeNull($"{machine} retries {name}, but no class has that name");
            error.IsSubclassOf(typeof(TransientException)).ShouldBeTrue($"{machine} retries {name}, but that error is permanent");
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Catch_OfOurErrors_NamesClasses(string machine) =>
        ErrorNames(machine, "Catch").Except(Errors.Select(type => type.Name)).ShouldBeEmpty();

    // These jobs throw these transient errors. Without the name in Retry, a short delay would end the restore.
    [Theory]
    [InlineData("CheckWorkflows", "SiteUnreachableException")]
    [InlineData("ProveDrill", "ServerUnreachableException")]
    [InlineData("ProveDrill", "ServerGoneException")]
    [InlineData("ProveDrill", "ServerBusyException")]
    public void Restore_WhenAJobIsOnlyDelayed_TriesItAgain(string state, string error)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("statemachines", "restore.asl.json")));
        document
            .RootElement.GetProperty("States")
            .GetProperty(state)
            .GetProperty("Retry")
            .EnumerateArray()
            .SelectMany(rule => rule.GetProperty("ErrorEquals").EnumerateArray())
            .Select(name => name.GetString())
            .ShouldContain(error);
    }

    [Fact]
    public void Errors_HaveNamesThatScriptsCanMatch()
    {
        Errors.ShouldNotBeEmpty();
        Errors.ShouldAllBe(type => type.Name.EndsWith("Exception", StringComparison.Ordinal));
        Errors.GroupBy(type => type.Name).Where(group => group.Count() > 1).ShouldBeEmpty();
    }

    private static IEnumerable<string> ErrorNames(string machine, string field)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("statemachines", machine)));
        return
        [
            .. document
                .RootElement.GetProperty("States")
                .EnumerateObject()
                .Where(state => state.Value.TryGetProperty(field, out _))
                .SelectMany(state => state.Value.GetProperty(field).EnumerateArray())
                .SelectMany(rule => rule.GetProperty("ErrorEquals").EnumerateArray())
                .Select(name => name.GetString()!)
                .Where(name => !Array.Exists(AwsPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
