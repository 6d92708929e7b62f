using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import.Verify;

/// <summary>Tables and triggers whose text keeps traces of their past. A restore of them is good; a real difference is not.</summary>
public sealed class DefinitionMeaningTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TracesOfThePast_AreNoDifference_AndRealDifferencesAre()
    {
        using var round = new RoundTrip();
        await servers.Source.ExecuteAsync(
            """
            create database past;
            use past;
            create table keys_in_order (a int, b int, unique ka (a), unique kb (b));
            alter table keys_in_order modify b int not null;
            create table of_two_engines (x int) page_compressed=1;
            alter table of_two_engines engine=aria;
            create table of_three (x int) page_compressed=1;
            alter table of_three engine=myisam;
            create table packed (a varchar(100) compressed default 'x', b text compressed default 'y');
            alter table packed alter a drop default, alter b drop default;
            create table `it``s
            odd` (a int);
            drop table `it``s
            odd`;
            create table t (a int, constraint `ch` check (a > 0));
            create user 'a b'@localhost;
            set sql_quote_show_create = 0;
            create trigger plain before insert on t for each row set new.a = 1;
            create definer='a b'@localhost trigger spaced after insert on t for each row set @x = 1
            """,
            Token
        );
        DatabaseManifest manifest = await round.DumpAsync(servers.Source, "run-1", Token);
        await round.ImportAsync(servers.Target, manifest.SetId, Token);

        ImportReport report = await round.VerifyAsync(servers.Target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        (await servers.Target.ScalarAsync("show tables in serverless_ops_restore like 'definition%'", Token)).ShouldBeNull();
        foreach (
            (string change, string back, string named) in ((string, string, string)[])
                [
                    (
                        "alter table past.keys_in_order drop key ka, add key ka (a)",
                        "alter table past.keys_in_order drop key ka, add unique key ka (a)",
                        "`past`.`keys_in_order`: its CREATE statement differs"
                    ),
                    (
                        "alter table past.of_two_engines comment 'x'",
                        "alter table past.of_two_engines comment ''",
                        "`past`.`of_two_engines`: its CREATE statement differs"
                    ),
                    (
                        "alter table past.t modify a int default 7",
                        "alter table past.t modify a int",
                        "`past`.`t`: its CREATE statement differs"
                    ),
                    (
                        "create or replace definer=current_user trigger past.plain before insert on past.t for each row set new.a = 2",
                        "create or replace definer=root@localhost trigger past.plain before insert on past.t for each row set new.a = 1",
                        "trigger past.plain differs"
                    ),
                ]
        )
        {
            await servers.Target.ExecuteAsync(change, Token);
            (
                await Should.ThrowAsync<ImportMismatchException>(() => round.VerifyAsync(servers.Target, manifest.SetId, Token))
            ).Message.ShouldContain($"1 places: {named}");
            await servers.Target.ExecuteAsync(back, Token);
        }
    }
}
