using System.Globalization;
using CsCheck;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// Random histories, each proven by the whole chain. The histories of the normal run are always the same, so that a commit cannot fail by
/// luck. <c>./ops test --soak</c> finds new ones.
/// </summary>
public sealed class RandomHistoryTests(HistoryProof proof) : IClassFixture<HistoryProof>
{
    private static readonly IReadOnlyList<Kind> Kinds =
    [
        .. Family.All.SelectMany(family => family.Kinds).Where(kind => kind.LeftOut is null),
    ];

    [Fact]
    public Task AShortHistory_RestoredFromAnOlderSet_EqualsTheNewerSet() => ProveAsync("0000000000001", 100);

    [Theory]
    [InlineData("0000000000002")]
    [InlineData("0000000000003")]
    [InlineData("0000000000004")]
    [InlineData("0000000000005")]
    [InlineData("0000000000006")]
    [InlineData("0000000000007")]
    [Slow]
    public Task AHistory_RestoredFromAnOlderSet_EqualsTheNewerSet(string seed) => ProveAsync(seed, 400);

    /// <summary>Runs histories until the time is over or one fails. <c>./ops test --soak</c> runs this.</summary>
    [Fact(Explicit = true)]
    public async Task Soak()
    {
        var settings = SoakSettings.Read();
        IReadOnlyList<Kind> kinds = [.. Kinds.Where(kind => !settings.Without.Contains(kind.Name))];
        long began = TimeProvider.System.GetTimestamp();
        Console.WriteLine($"Histories of {settings.Length} statements for {settings.Time}. Evidence goes to {settings.Evidence}.");
        Console.WriteLine("seed                 statements  transactions  seconds  verdict");
        for (int number = 0; !IsOver(); number++)
        {
            string seed = settings.Seed ?? new PCG((uint)Random.Shared.Next(64), (ulong)Random.Shared.NextInt64()).ToString();
            History history = HistoryGen.FromSeed(seed, settings.Length, kinds);
            string folder = Path.Combine(settings.Evidence, seed);
            HistoryVerdict verdict = await proof.ProveAsync(history, folder);
            Console.WriteLine(Line(verdict));
            if (!verdict.IsGood)
            {
                Keep("whole", verdict);
                long failedAt = TimeProvider.System.GetTimestamp();
                HistoryVerdict smallest = await HistoryShrinker.ShrinkAsync(
                    verdict,
                    smaller => proof.ProveAsync(smaller),
                    smaller => Keep("smallest", smaller),
                    () => TimeProvider.System.GetElapsedTime(failedAt) < settings.ShrinkTime
                );
                Console.WriteLine(
                    $"The smallest history that fails so, kept in {folder}:\n{smallest.History}\n{smallest.Step}: {smallest.Failure}"
                );
                if (!settings.GoesOn)
                {
                    Console.WriteLine(proof.Coverage.Table());
                    Assert.Fail($"The history of seed {seed} failed. Its evidence is in {folder}.");
                }

                void Keep(string name, HistoryVerdict kept) =>
                    File.WriteAllText(Path.Combine(folder, $"{name}.sql"), $"/* {kept.Step}: {kept.Failure} */\n{kept.History}");
            }

            if (settings.Seed is not null)
            {
                break;
            }
        }

        Console.WriteLine(proof.Coverage.Table());

        bool IsOver() => TimeProvider.System.GetElapsedTime(began) > settings.Time;
    }

    private async Task ProveAsync(string seed, int length)
    {
        History history = HistoryGen.FromSeed(seed, length, Kinds);

        HistoryVerdict verdict = await proof.ProveAsync(history);

        verdict.Failure.ShouldBe("", $"{verdict.Step} of:\n{history}");
        ((double)proof.Coverage.Succeeded / proof.Coverage.Tried).ShouldBeGreaterThan(0.7, proof.Coverage.Table());
    }

    private static string Line(HistoryVerdict verdict) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.History.Seed, -20} {verdict.History.Count, 10} {verdict.Transactions, 13} {verdict.Took.TotalSeconds, 8:f1}  "
        ) + verdict.Words;
}

/// <summary>What `./ops test --soak` was told. Environment variables carry it, because a test has no arguments.</summary>
internal sealed record SoakSettings(TimeSpan Time, string? Seed, int Length, string Evidence, bool GoesOn, IReadOnlyList<string> Without)
{
    /// <summary>How long a failed history is made smaller.</summary>
    public TimeSpan ShrinkTime => TimeSpan.FromMinutes(GoesOn ? 2 : 20);

    public static SoakSettings Read() =>
        new(
            TimeSpan.FromMinutes(double.Parse(Variable("OPS_SOAK_MINUTES") ?? "60", CultureInfo.InvariantCulture)),
            Variable("OPS_SOAK_SEED"),
            int.Parse(Variable("OPS_SOAK_STATEMENTS") ?? "400", CultureInfo.InvariantCulture),
            Variable("OPS_SOAK_EVIDENCE") ?? Path.Combine(Path.GetTempPath(), "ops-histories"),
            Variable("OPS_SOAK_GOES_ON") is not null,
            (Variable("OPS_SOAK_WITHOUT") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
