using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// Rows of the past lie in the partition in which the server put them. A later DROP PARTITION in the log drops exactly these rows, so they
/// must lie in the same partition on the target.
/// </summary>
public sealed class HistoryPartitionTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private const string ByTen =
        "partition by system_time limit 10 (partition p0 history, partition `p 1` history, partition p2 history, partition cur current)";

    private const string Row = "insert into h (id, a, pad) values (1, 0, repeat('x', 4000))";

    private readonly WholeChain chain = new(servers.Source, servers.Target);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await servers.Target.EmptyAsync(Token);

    public ValueTask DisposeAsync()
    {
        chain.Dispose();
        return ValueTask.CompletedTask;
    }

    // The counts are those of the server: it goes on to the first partition without rows, also if later ones have some. STATS_AUTO_RECALC=0
    // makes it count the rows of a partition. Otherwise a thread in the background estimates them, at a time of its own. The end of history
    // is a variable: 10.11.19 deletes the present rows for BEFORE SYSTEM_TIME (SELECT … FROM …).
    [Theory]
    [InlineData("", "p0 10, p 1 10, p2 5, cur 1")]
    [InlineData(
        "set @t = (select max(row_end) from h partition (p0)); delete history from h before system_time @t",
        "p0 1, p 1 10, p2 5, cur 1"
    )]
    [InlineData("alter table h truncate partition p0", "p0 0, p 1 10, p2 5, cur 1")]
    [InlineData("alter table h truncate partition p0; update h set a = 0", "p0 1, p 1 10, p2 5, cur 1")]
    [InlineData("alter table h truncate partition `p 1`; delete from h", "p0 10, p 1 1, p2 5, cur 0")]
    [InlineData("alter table h drop partition p0; alter table h add partition (partition p3 history)", "p 1 10, p2 5, p3 0, cur 1")]
    public async Task RowsOfThePast_LieInTheSourcesPartitions(string then, string partitions)
    {
        await MakeAsync($"(id int primary key, a int, pad varchar(4000)) stats_auto_recalc=0 with system versioning {ByTen}", Row);
        await UpdateAsync(25);
        await servers.Source.ExecuteAsync($"use hp; set @t = null; {then}", Token);

        DatabaseManifest set = await RestoreAsync();

        (await ReadAsync(servers.Source)).ShouldBe(partitions);
        (await ReadAsync(servers.Target)).ShouldBe(partitions);
        set.Tables.Single(table => table.Name == "h").Chunks.Count.ShouldBeGreaterThan(3);
        const string settings =
            "select concat(@@innodb_stats_auto_recalc, ifnull(create_options, '')) from information_schema.tables where table_name = 'h'";
        (await servers.Target.ScalarAsync(settings, Token)).ShouldBe(await servers.Source.ScalarAsync(settings, Token));
    }

    [Theory]
    [InlineData("(id int, a int, pad varchar(4000), key covering (id, a)) stats_auto_recalc=1 with system versioning " + ByTen)]
    [InlineData(
        "(id int, a int, pad varchar(4000), `s ``` timestamp(6) generated always as row start, e timestamp(6) generated always as row end, "
            + "period for system_time (`s ```, e), unique (a)) with system versioning "
            + ByTen
    )]
    [InlineData("(id int primary key, a int, pad varchar(4000), key (a)) engine=MyISAM with system versioning " + ByTen)]
    [InlineData("(id int primary key, a int, pad varchar(4000), key (a)) engine=Aria with system versioning " + ByTen)]
    [InlineData("(id int primary key, a int, pad varchar(4000)) with system versioning partition by system_time limit 4 auto")]
    [InlineData(
        "(id int primary key, a int, pad varchar(4000)) with system versioning partition by system_time limit 4 "
            + "subpartition by hash (id) subpartitions 2 (partition p0 history, partition p1 history, partition cur current)"
    )]
    [InlineData("(id int primary key, a int, pad varchar(4000)) with system versioning partition by system_time interval 1 hour auto")]
    [InlineData(
        "(id int primary key, a int, pad varchar(4000)) with system versioning partition by system_time interval 1 hour "
            + "starts '2020-01-01 00:00:00' (partition p0 history, partition p1 history, partition cur current)"
    )]
    public async Task EveryFormOfSuchATable_ComesBack(string table)
    {
        // Ten minutes lie between two changes.
        const string clock = "set timestamp = unix_timestamp('2020-01-01 00:01:00')";
        await MakeAsync(table, Row, $"{clock};");
        await UpdateAsync(14, $"{clock} + 600 * (select count(*) from hp.h for system_time all);");

        await RestoreAsync();

        string source = await ReadAsync(servers.Source);
        source.Split(", ").Count(partition => !partition.EndsWith(" 0", StringComparison.Ordinal)).ShouldBeGreaterThan(2, source);
        (await ReadAsync(servers.Target)).ShouldBe(source);
    }

    [Fact]
    public async Task UpdatesAndDropPartitionOfTheLog_MeetTheSourcesRows()
    {
        await MakeAsync($"(id int primary key, a int) with system versioning {ByTen}", "insert into h values (1, 0)");
        await UpdateAsync(13);
        DatabaseManifest first = await chain.BackUpAsync();
        await UpdateAsync(12);
        await servers.Source.ExecuteAsync("alter table hp.h drop partition p0", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();

        (await chain.ProveAsync(first, second)).Warnings.ShouldBeEmpty();

        (await ReadAsync(servers.Source)).ShouldBe("p 1 10, p2 5, cur 1");
        (await ReadAsync(servers.Target)).ShouldBe("p 1 10, p2 5, cur 1");
    }

    [Fact]
    public async Task RowsInAnotherPartition_AreADifference()
    {
        await MakeAsync($"(id int primary key, a int) with system versioning {ByTen}", "insert into h values (1, 0)");
        await UpdateAsync(15);
        DatabaseManifest set = await RestoreAsync();
        await servers.Target.ExecuteAsync($"set system_versioning_alter_history = keep; alter table hp.h {ByTen}", Token);

        ImportMismatchException error = await Should.ThrowAsync<ImportMismatchException>(() =>
            chain.Round.VerifyAsync(servers.Target, set.SetId, Token)
        );

        error.Message.ShouldContain("`hp`.`h`: its rows lie in other partitions, with ");
        error.Message.ShouldContain(" instead of 10 in p0, 5 in p 1, 0 in p2, 1 in cur");
    }

    [Fact]
    public void PartitionsThatNoImportCanFill_AreRefusedByName()
    {
        const string create =
            "CREATE TABLE `h` (\n  `a` int(11) DEFAULT NULL\n) ENGINE=InnoDB WITH SYSTEM VERSIONING\n "
            + "PARTITION BY SYSTEM_TIME LIMIT 20000000\n(…)";
        HistoryPartition[] partitions = [new("p0", 0), new("p1", 7), new("cur", 1)];

        Should
            .Throw<CannotCarryException>(() => HistoryPartitions.NamesOf("`d`.`h`", create, partitions))
            .Message.ShouldContain("Table `d`.`h`");
        HistoryPartitions.NamesOf("`d`.`h`", create, [new("p0", 7), new("p1", 0), new("cur", 1)]).ShouldBe(["p0", "p1", "cur"]);
    }

    private async Task<DatabaseManifest> RestoreAsync()
    {
        DatabaseManifest set = await chain.BackUpAsync();
        await chain.Round.ImportAsync(servers.Target, set.SetId, Token);
        await chain.Round.VerifyAsync(servers.Target, set.SetId, Token);
        return set;
    }

    private Task MakeAsync(string table, string rows, string before = "") =>
        servers.Source.ExecuteAsync($"{before} create or replace database hp; use hp; create table h {table}; {rows}", Token);

    private async Task UpdateAsync(int times, string before = "")
    {
        for (int i = 0; i < times; i++)
        {
            await servers.Source.ExecuteAsync($"{before} update hp.h set a = a + 1", Token);
        }
    }

    private static async Task<string> ReadAsync(TestServer server)
    {
        string names = (
            await server.ScalarAsync(
                "select group_concat(distinct partition_name order by partition_ordinal_position) from information_schema.partitions "
                    + "where table_schema = 'hp' and table_name = 'h'",
                Token
            )
        )!;
        var found = new List<string>();
        foreach (string name in names.Split(','))
        {
            found.Add($"{name} {await server.ScalarAsync($"select count(*) from hp.h partition (`{name}`)", Token)}");
        }

        return string.Join(", ", found);
    }
}
