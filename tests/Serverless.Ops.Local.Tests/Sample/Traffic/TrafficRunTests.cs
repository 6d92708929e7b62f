using MySqlConnector;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.Local.Sample.Traffic;
using Serverless.Ops.Local.Tests.Sample.Estate;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Sample.Traffic;

/// <summary>Real traffic on a real site. Its journal is compared with the live database, before and after damage on purpose.</summary>
public sealed class TrafficRunTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Journal_OfRealTraffic_IsProvenAndDisprovedByEachKindOfDamage()
    {
        string journal = Path.Combine(fixture.Estate.Options.Folder, "journal.jsonl");
        TrafficStatistics statistics = await RunAsync(journal, atLeast: 400);
        JournalEntry[] entries =
        [
            .. (await File.ReadAllLinesAsync(journal, Cancellation)).Select((line, i) => JournalLine.Read(line, i + 1)),
        ];

        statistics.Failed.ShouldBe(0);
        statistics.Acknowledged.ShouldBe(entries.Length, "each acknowledged transaction has one line in the journal");
        entries
            .Select(entry => entry.Kind)
            .Distinct()
            .Order()
            .ShouldBe(["approve status", "enter payment", "index media", "log error", "request media", "suggest status"]);
        entries
            .SelectMany(entry => entry.Rows)
            .Select(row => row.Table + "/" + string.Join('/', row.Key.OrderBy(pair => pair.Key).Select(pair => pair.Value)))
            .ShouldBeUnique();

        DateTimeOffset end = entries.Max(entry => entry.SentAt).AddMinutes(1);
        JournalProofReport whole = await ProveAsync(journal, end);
        whole.Violations.ShouldBe(0, string.Join('\n', whole.FirstViolations));
        whole.AcknowledgedBefore.Whole.ShouldBe(entries.Length);

        // The live database was not restored to the middle. So every entry sent after the middle must be a violation.
        DateTimeOffset middle = entries[entries.Length / 2].SentAt;
        (await ProveAsync(journal, middle)).Violations.ShouldBe(entries.Count(entry => entry.SentAt >= middle));

        JournalEntry payment = entries.First(entry => entry.Kind == "enter payment");
        JournalEntry error = entries.First(entry => entry.Kind == "log error");
        foreach (
            (string damage, string expected) in ((string, string)[])
                [
                    ($"delete from `tabPayment Entry Reference` where reference_name = '{payment.Id}-b'", payment.Id),
                    ($"update `tabMember` set balance = balance + 0.01 where last_payment_reference = '{payment.Id}'", payment.Id),
                    ($"delete from `tabError Log` where name = '{error.Id}'", error.Id),
                    (
                        "insert into `tabPayment Entry` (name, reference_no, party, paid_amount, docstatus) "
                            + "select 'twin', reference_no, party, paid_amount, docstatus "
                            + $"from `tabPayment Entry` where reference_no = '{payment.Id}'",
                        payment.Id
                    ),
                ]
        )
        {
            JournalProofReport broken = await DamagedAsync(damage, journal, end);
            broken.Violations.ShouldBe(1, damage);
            broken.FirstViolations[0].Id.ShouldBe(expected);
            broken.IsProven.ShouldBeFalse();
        }

        whole.TablesWithoutMark.ShouldBe(["tabVersion"]);
        string ghost = payment.Id[..13] + "9999999";
        foreach (
            string extra in (string[])
                [
                    $"insert into `tabStatus Suggestion` (name, member, status) values ('{ghost}', 'MEM-000001', 'Pending')",
                    $"insert into `tabPayment Entry` (name, reference_no, docstatus) values ('ghost', '{ghost}', 1)",
                    $"insert into `tabPayment Entry Reference` (name, reference_name) values ('ghost', '{ghost}-a')",
                    $"insert into `tabMedia Request` (name, title) values ('{ghost}', 'x')",
                    $"insert into `tabError Log` (name, method) values ('{ghost}', 'x')",
                    $"update `tabMember` set last_payment_reference = '{ghost}' where last_payment_reference is null limit 1",
                    $"update `tabMember` set last_payment_reference = '{payment.Id}' where last_payment_reference is null limit 1",
                ]
        )
        {
            JournalProofReport tooMuch = await DamagedAsync(extra, journal, end);
            tooMuch.Violations.ShouldBe(1, extra);
            tooMuch.FirstViolations[0].Class.ShouldBe(JournalClass.Unexplained);
            tooMuch.FirstViolations[0].Id.ShouldStartWith(payment.Id[..13]);
            tooMuch.IsProven.ShouldBeFalse();
        }
    }

    private async Task<TrafficStatistics> RunAsync(string journal, long atLeast)
    {
        EstateSecrets secrets = fixture.Estate.Secrets;
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
        long began = TimeProvider.System.GetTimestamp();
        while (traffic.Statistics.Acknowledged < atLeast && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(20, Cancellation);
        }

        await traffic.StopAsync();
        return traffic.Statistics;
    }

    private async Task<JournalProofReport> ProveAsync(string journal, DateTimeOffset target)
    {
        await using MySqlConnection connection = await OpenAsync();
        return await ProveAsync(connection, journal, target);
    }

    // tabError Log is MyISAM and does not roll back, so its rows are put back by hand.
    private async Task<JournalProofReport> DamagedAsync(string damage, string journal, DateTimeOffset target)
    {
        await using MySqlConnection connection = await OpenAsync();
        await ExecuteAsync(connection, "create temporary table kept as select * from `tabError Log`");
        await ExecuteAsync(connection, "begin");
        await ExecuteAsync(connection, damage);
        JournalProofReport report = await ProveAsync(connection, journal, target);
        await ExecuteAsync(connection, "rollback");
        await ExecuteAsync(connection, "delete from `tabError Log`");
        await ExecuteAsync(connection, "insert into `tabError Log` select * from kept");
        return report;
    }

    private async Task<JournalProofReport> ProveAsync(MySqlConnection connection, string journal, DateTimeOffset target)
    {
        return await new JournalProver(connection, _ => fixture.Estate.Secrets.Database, NoProgress.Instance).ProveAsync(
            _ => Task.FromResult<Stream>(File.OpenRead(journal)),
            target,
            target,
            Cancellation
        );
    }

    private async Task<MySqlConnection> OpenAsync()
    {
        var connection = new MySqlConnection(fixture.Estate.Server.RootConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ChangeDatabaseAsync(fixture.Estate.Secrets.Database, Cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
