using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

public sealed class RowFormatTests
{
    private const string Formats =
        "select group_concat(name, '=', row_format order by name) from information_schema.innodb_sys_tables where name like 'forms/%'";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("compact", "redundant")]
    [InlineData("redundant", "compact")]
    public async Task TableWithoutRowFormat_GetsTheSources_AndTheTargetKeepsItsOwn_AlsoAfterATryThatWasCut(string format, string left)
    {
        using var trip = new RoundTrip();
        await using TestServer source = await TestServer.StartSourceAsync(Token, $"innodb-default-row-format={format}");
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await source.ExecuteAsync(
            "create database forms; use forms; create table plain (a int primary key, b varchar(50), key (b)); "
                + "create table named (a int) row_format=dynamic; insert into plain select seq, md5(seq) from seq_1_to_100",
            Token
        );
        DatabaseManifest set = await trip.DumpAsync(source, "backup-1", Token);
        string chunk = StoreKeys.Set(Job.Database, set.SetId) + set.Tables.Single(table => table.Name == "plain").Chunks[0].Name;
        byte[] rows = await trip.Store.ReadAllBytesAsync(chunk, 1 << 20, Token);
        await trip.Store.DeleteAsync(chunk, null, Token);
        await Should.ThrowAsync<ObjectNotFoundException>(() => trip.ImportAsync(target, set.SetId, Token));
        await trip.Store.PutBytesAsync(chunk, rows, WriteCondition.None, Token);
        await target.ExecuteAsync($"set global innodb_default_row_format={left}", Token); // as an interrupted try would leave it

        await trip.ImportAsync(target, set.SetId, Token);

        (await target.ScalarAsync(Formats, Token)).ShouldBe(await source.ScalarAsync(Formats, Token));
        (await target.ScalarAsync("select @@global.innodb_default_row_format", Token)).ShouldBe("dynamic");
        (await trip.VerifyAsync(target, set.SetId, Token)).Tables.SelectMany(table => table.Differences).ShouldBeEmpty();
    }
}
