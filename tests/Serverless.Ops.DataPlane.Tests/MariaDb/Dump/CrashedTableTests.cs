using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>Tables of MyISAM and Aria that a crash of the source left open, as Frappe's __global_search.</summary>
public sealed class CrashedTableTests(EnrolledSource fixture) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Source => fixture.Server;

    [Fact]
    public async Task Tables_LeftOpenByACrash_AreInTheNextSet()
    {
        await Source.ExecuteAsync(
            """
            create or replace database crashed; use crashed;
            create table my (id int primary key, v text, fulltext (v)) engine=MyISAM;
            create table aria (id int primary key) engine=Aria transactional=0;
            create sequence numbers engine=MyISAM;
            """,
            Token
        );
        await using (var writer = new MySqlConnection(Source.Server.RootConnectionString))
        {
            await writer.OpenAsync(Token);
            // The lock keeps the tables open, so that the crash leaves them marked.
            await using var write = new MySqlCommand(
                "use crashed; lock tables my write, aria write, numbers write; insert into my values (1, 'abc'); "
                    + "insert into aria values (1); do nextval(numbers)",
                writer
            );
            await write.ExecuteNonQueryAsync(Token);
            await Source.CrashAsync(Token);
        }

        using var trip = new RoundTrip();
        DatabaseManifest manifest = await trip.DumpAsync(Source, "backup-1", Token);

        manifest.Tables.Where(table => table.Schema == "crashed").Select(table => table.Name).ShouldBe(["aria", "my"]);
        manifest.Objects.ShouldContain(item => item.Kind == "sequence" && item.Name == "numbers");
        await Source.ExecuteAsync("drop database crashed", Token);
    }

    [Fact]
    public async Task Table_ThatTheServerCannotOpen_IsNamedWithTheServersReason()
    {
        await Source.ExecuteAsync("create or replace database broken; create table broken.my (id int primary key) engine=MyISAM", Token);
        await Source.ExecuteAsync("flush tables", Token);
        await File.WriteAllBytesAsync(Path.Combine(Source.Server.Folder, "data", "broken", "my.MYI"), new byte[300], Token);
        using var trip = new RoundTrip();

        CannotCarryException error = await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(Source, "backup-1", Token));

        error.Message.ShouldContain("Table `broken`.`my` cannot be backed up exactly: the server cannot open it (");
        error.NextStep.ShouldContain("REPAIR TABLE `broken`.`my`");
        await Source.ExecuteAsync("drop database broken", Token);
    }
}
