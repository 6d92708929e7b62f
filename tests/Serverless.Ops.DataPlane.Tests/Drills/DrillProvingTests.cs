using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.Drills;

/// <summary>Proves a journal against a real server. Also tests the errors when the server is missing, refuses or breaks off.</summary>
[Slow]
public sealed class DrillProvingTests : IAsyncLifetime
{
    private const string SetId = "20261122T115950Z-0a1b2c3d";
    private const string JournalKey = "drills/fern/d/journal.jsonl";
    private static readonly DateTimeOffset Target = new(2026, 11, 22, 12, 0, 30, TimeSpan.Zero);
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-proving-");
    private TestServer target = null!;
    private FolderObjectStore store = null!;

    public async ValueTask InitializeAsync()
    {
        target = await TestServer.StartTargetAsync(Cancellation);
        store = new FolderObjectStore(folder.FullName);
        await target.ExecuteAsync(
            "create database shop; create table shop.suggestion (name varchar(140) primary key, status varchar(20)); "
                + "insert into shop.suggestion values ('trf-0000000a-0000001', 'Pending')",
            Cancellation
        );
        var lineage = new Lineage("6f9619ff-8b86-d011-b42d-00cf4fc964ff", 101, Target.AddHours(-9));
        var begin = new BinlogCoordinates("mysql-bin.000002", 4711, "0-101-9");
        await store.PutJsonAsync(
            new StoreKeys("fern").Plan("d"),
            new RestorePlan
            {
                Format = 1,
                RunId = "d",
                Estate = "fern",
                PlannedAt = Target,
                Asked = "2026-11-22T12:00:30Z",
                Target = Target,
                Lineage = lineage,
                DatabaseSetId = SetId,
                ReplayFrom = begin,
                ReplayTo = begin,
                Segments = [],
                ExpectedLoss = TimeSpan.Zero,
                Warnings = [],
                ImportTextBytes = 0,
                ReplayBytes = 0,
            },
            PlanJson.Default.RestorePlan,
            WriteCondition.None,
            Cancellation
        );
        await store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, SetId),
            new DatabaseManifest
            {
                Format = 1,
                SetId = SetId,
                RunId = "b",
                Estate = "fern",
                StartedAt = Target,
                SnapshotAt = Target,
                FinishedAt = Target,
                Lineage = lineage,
                Coordinates = begin,
                Server = new ServerDescription("10.11", new Dictionary<string, string>()),
                Schemas = [],
                Tables = [new TableEntry("shop", "suggestion", "InnoDB", true, "create table", ["name"], 1, 1, new string('0', 32), [])],
                Objects = [],
                LockCost = new LockCost(TimeSpan.Zero, TimeSpan.Zero, []),
                Restarts = 0,
            },
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Cancellation
        );
        await using var journal = new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes(
                JournalLine.Write(
                    new JournalEntry(
                        "trf-0000000a-0000001",
                        "suggest status",
                        Target.AddSeconds(-2),
                        Target.AddSeconds(-1),
                        [
                            new JournalRow(
                                "suggestion",
                                new Dictionary<string, string> { ["name"] = "trf-0000000a-0000001" },
                                new Dictionary<string, string?> { ["status"] = "Pending" },
                                null
                            ),
                        ]
                    )
                ) + "\n"
            )
        );
        await store.PutStreamAsync(JournalKey, journal, WriteCondition.None, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await target.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Row_ThatBearsTheMarkAndIsInNoEntry_DisprovesTheRestore()
    {
        (await ProveAsync()).IsProven.ShouldBeTrue();
        await target.ExecuteAsync(
            "insert into shop.suggestion values ('trf-0000000a-0000002', 'Pending'), "
                + "('trf-0000000b-0000002', 'of another run'), ('SUG-1', 'of people')",
            Cancellation
        );

        (await Should.ThrowAsync<DrillDisprovedException>(() => ProveAsync())).Message.ShouldContain("trf-0000000a-0000002");

        JournalProofReport stored = await store.ReadJsonAsync(
            "drills/fern/d/proof.json",
            DrillJson.Default.JournalProofReport,
            Cancellation
        );
        stored.Violations.ShouldBe(1);
        stored.FirstViolations.ShouldHaveSingleItem().Class.ShouldBe(JournalClass.Unexplained);
    }

    [Fact]
    public async Task Password_ThatIsWrong_IsPermanent() =>
        (await Should.ThrowAsync<AccountRefusedException>(() => ProveAsync(password: "no such secret"))).Message.ShouldNotContain(
            "no such secret"
        );

    [Fact]
    public async Task Server_ThatIsNotThere_IsTransient() =>
        await Should.ThrowAsync<ServerUnreachableException>(() =>
            ProveAsync(endpoint: new MariaDbEndpoint("/nonexistent/mysqld.sock", null, 0))
        );

    [Fact]
    public async Task Connection_ThatIsKilledInMidQuery_IsTransient()
    {
        await using var holder = new MySqlConnector.MySqlConnection(target.Server.RootConnectionString);
        await holder.OpenAsync(Cancellation);
        await using var lockTable = new MySqlConnector.MySqlCommand("lock tables shop.suggestion write", holder);
        await lockTable.ExecuteNonQueryAsync(Cancellation);
        Task<JournalProofReport> proving = ProveAsync();
        string? waiting = null;
        while (waiting is null)
        {
            proving.IsCompleted.ShouldBeFalse();
            waiting = await target.ScalarAsync(
                $"select id from information_schema.processlist where user = '{TestServer.TargetAccount.User}' "
                    + "and info like 'select cast%'",
                Cancellation
            );
        }

        await target.ExecuteAsync($"kill connection {waiting}", Cancellation);

        await Should.ThrowAsync<ServerGoneException>(() => proving);
    }

    [Fact]
    public async Task Column_ThatIsNotThere_IsPermanent()
    {
        await target.ExecuteAsync("alter table shop.suggestion drop column status", Cancellation);

        (await Should.ThrowAsync<ServerErrorException>(() => ProveAsync())).Number.ShouldBe(1054);
    }

    [Fact]
    public async Task Plan_ToAPlaceInTheLog_IsNotHeldAgainstAClocksJournal()
    {
        RestorePlan plan = await store.ReadJsonAsync(new StoreKeys("fern").Plan("d"), PlanJson.Default.RestorePlan, Cancellation);
        await store.PutJsonAsync(
            new StoreKeys("fern").Plan("d"),
            plan with
            {
                Asked = "before:0-101-9",
            },
            PlanJson.Default.RestorePlan,
            WriteCondition.None,
            Cancellation
        );

        (await Should.ThrowAsync<PlaceNotProvableException>(() => ProveAsync())).Message.ShouldContain("'before:0-101-9'");
    }

    [Fact]
    public async Task Journal_OfAnotherEstate_IsRefused() =>
        (await Should.ThrowAsync<InvalidInputException>(() => ProveAsync(journalKey: "drills/oak/d/journal.jsonl"))).Message.ShouldContain(
            "is not of a drill of the estate 'fern'"
        );

    private async Task<JournalProofReport> ProveAsync(
        string? password = null,
        MariaDbEndpoint? endpoint = null,
        string journalKey = JournalKey
    )
    {
        var proving = new DrillProving(
            store,
            endpoint ?? target.Endpoint,
            password is null ? TestServer.TargetAccount : new MariaDbAccount(TestServer.TargetAccount.User, new SecretText(password)),
            NoProgress.Instance
        );
        RestorePlan plan = await store.ReadJsonAsync(new StoreKeys("fern").Plan("d"), PlanJson.Default.RestorePlan, Cancellation);
        string manifestKey = StoreKeys.Manifest(Job.Database, SetId);
        byte[] manifest = await store.ReadAllBytesAsync(manifestKey, 1 << 20, Cancellation);
        plan = plan with { Manifests = [new PlannedManifest(manifestKey, Convert.ToHexStringLower(SHA256.HashData(manifest)))] };
        return (await proving.ProveAsync("d", plan, journalKey, Cancellation)).Report;
    }
}
