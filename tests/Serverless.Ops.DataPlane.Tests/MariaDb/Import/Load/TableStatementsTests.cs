using Serverless.Ops.DataPlane.MariaDb.Import.Load;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import.Load;

public sealed class TableStatementsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // If the key were deferred, the import would fail with error 1075: an AUTO_INCREMENT column needs a key.
    [Theory]
    [InlineData("`id` int auto_increment comment 'of `x` and y', a int, key other (a), key needed (id)")]
    [InlineData("`i``d` int auto_increment comment 'it''s \\\\ ` z', a int, key other (a), key needed (`i``d`)")]
    [InlineData("a int comment 'no AUTO_INCREMENT` here', id int auto_increment, key other (a), key needed (id)")]
    [InlineData("a int default 1 comment 'x', `b AUTO_INCREMENT` int, id int auto_increment, key other (a), key needed (id)")]
    public async Task AutoIncrementColumn_WhateverCommentsAndNamesHold_KeepsItsKey(string columns)
    {
        await servers.Source.ExecuteAsync(
            $"create or replace database cut; create table cut.t ({columns}); insert into cut.t (a) values (1), (2)",
            Token
        );
        await servers.Target.EmptyAsync(Token);
        using var trip = new RoundTrip();
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        await trip.ImportAsync(servers.Target, manifest.SetId, Token);

        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
        TableEntry table = manifest.Tables.Single(table => table.Name == "t");
        TableStatements.Cut(table.Schema, table.Name, table.CreateStatement, deferKeys: true).Create.ShouldContain("KEY `needed`");
    }

    [Fact]
    public void Check_ThatSpeaksOfAForeignKey_IsNone()
    {
        var statements = TableStatements.Cut(
            "d",
            "t",
            "CREATE TABLE `t` (\n  `a` text DEFAULT NULL,\n  CONSTRAINT `c` CHECK (`a` <> ' FOREIGN KEY (')\n) ENGINE=InnoDB",
            deferKeys: true
        );

        statements.ForeignKeys.ShouldBeNull();
        statements.Create.ShouldContain("CHECK");
    }
}
