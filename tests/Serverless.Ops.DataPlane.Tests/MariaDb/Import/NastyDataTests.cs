using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

public sealed class NastyDataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTypeAndObject_AfterDumpAndImport_IsTheSame()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token, "log-bin=target-bin");
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token), Token);
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);
        ImportResult imported = await trip.ImportAsync(target, manifest.SetId, Token);
        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        imported.Rows.ShouldBe(manifest.Tables.Sum(table => table.Rows));
        manifest.Tables.Single(table => table.Name == "tabMember").Chunks.Count.ShouldBeGreaterThan(2);
        manifest.Tables.Single(table => table.Name == "composite").Chunks.Count.ShouldBeGreaterThan(2);
        manifest.LockCost.NonTransactionalTables.ShouldContain("frappe site.__global_search");
    }

    [Fact]
    public async Task ServerThatCutsAnswers_IsBackedUpWhole()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await source.ExecuteAsync(
            "create database cut; use cut; create table t (id int primary key); insert into t select seq from seq_1_to_9000; set global sql_select_limit = 3", Token);
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);

        manifest.Tables.Single(table => table.Name == "t").Rows.ShouldBe(9000);
        manifest.Objects.Count(item => item.Kind == "account").ShouldBe(2);
    }

    [Theory]
    [InlineData("create table bytes.t (id int primary key, b varbinary(40) default x'ff80c0')", "reading the definition of table `bytes`.`t`")]
    [InlineData("execute immediate concat('create function bytes.f() returns varbinary(9) deterministic return _binary''', x'ff80c0', '''')", "reading the definition of function `bytes`.`f`")]
    public async Task DefinitionWithBytesThatAreNoText_IsNamed_AndNotKeptAsSomethingElse(string definition, string named)
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await source.ExecuteAsync($"set global log_bin_trust_function_creators = on; create database bytes; {definition}", Token);
        using var trip = new RoundTrip();

        NotTextException error = await Should.ThrowAsync<NotTextException>(() => trip.DumpAsync(source, "backup-1", Token));

        error.Message.ShouldContain(named);
        error.Message.ShouldContain("in hexadecimal");
    }
}
