using MySqlConnector;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.Local.Sample.Traffic;
using Serverless.Ops.Local.Tests.Sample.Estate;

namespace Serverless.Ops.Local.Tests.Sample.Traffic;

/// <summary>The members lose their balance column. The site reports no error, but the clients cannot go on.</summary>
public sealed class TrafficFailureTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_ThatBreaksOff_IsToldAtTheNextLookAndWhenTheTrafficIsStopped()
    {
        await using (var connection = new MySqlConnection(fixture.Estate.Server.RootConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var damage = new MySqlCommand(
                $"alter table `{fixture.Estate.Secrets.Database}`.`tabMember` rename column balance to lost",
                connection
            );
            await damage.ExecuteNonQueryAsync(Cancellation);
        }

        EstateSecrets secrets = fixture.Estate.Secrets;
        string journal = Path.Combine(fixture.Estate.Options.Folder, "journal.jsonl");
        await using TrafficRun traffic = await TrafficRun.StartAsync(
            new TrafficOptions(
                fixture.Site.PublicUrl,
                EstateSecrets.TrafficUser,
                secrets.TrafficPassword,
                secrets.TrafficApiKey,
                secrets.TrafficApiSecret,
                journal
            ),
            TimeProvider.System,
            Cancellation
        );

        await Should.ThrowAsync<TrafficFailedException>(() => LookAsync(traffic));
        (await Should.ThrowAsync<TrafficFailedException>(traffic.StopAsync)).Message.ShouldContain(nameof(NullReferenceException));
        (await File.ReadAllLinesAsync(journal, Cancellation)).Select((line, i) => JournalLine.Read(line, i + 1)).ShouldNotBeEmpty();
    }

    private static async Task LookAsync(TrafficRun traffic)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (traffic.Statistics.Sent >= 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(20, Cancellation);
        }
    }
}
