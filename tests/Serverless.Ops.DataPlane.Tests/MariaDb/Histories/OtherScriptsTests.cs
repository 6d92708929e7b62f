using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Tests.MariaDb.Dump;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// Names in other scripts, made by clients whose character set is not UTF-8. Also by clients that say latin1 and send UTF-8: their names
/// look mangled, and are legal. Every name must come back as the server has it.
/// </summary>
[Slow]
public sealed class OtherScriptsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NamesOfEveryClient_ComeBackFromSetAndLogAndByHand()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await RunAsync("utf8mb4", Encoding.UTF8, Made("привет", "表"));
        await RunAsync("latin1", Encoding.Latin1, Made("dü", "é"));
        await RunAsync("latin1", Encoding.UTF8, Made("dö", "ñ"));
        DatabaseManifest first = await chain.BackUpAsync();
        await RunAsync("utf8mb4", Encoding.UTF8, Changed("привет", "表"));
        await RunAsync("latin1", Encoding.Latin1, Changed("dü", "é"));
        await RunAsync("latin1", Encoding.UTF8, Changed("dö", "ñ"));
        await RunAsync("utf8mb4", Encoding.UTF8, Made("日本", "ж"));
        await RunAsync("latin1", Encoding.Latin1, Made("ßß", "þ"));
        await RunAsync("latin1", Encoding.UTF8, Made("ææ", "ø"));
        await servers.Source.RunClientAsync(
            [.. "set names gbk; create database gb; create table gb.`"u8, 0xD5, 0x5C, .. "` (`"u8, 0xD5, 0x5C, .. "` int default 3)"u8],
            Token
        );
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();

        SetReport report = await chain.ProveAsync(first, second);

        report.Good.ShouldBeTrue();
        second.Schemas.Select(schema => schema.Name).ShouldContain("dÃ¶", "the name of a client that says latin1 and sends UTF-8");
        second.Schemas.Select(schema => schema.Name).ShouldContain("dü");
        await servers.Target.EmptyAsync(Token);
        (await ByHand.RestoreAsync(chain.Round, second, servers.Target, Token)).ShouldBe("");
        (await chain.Round.VerifyAsync(servers.Target, second.SetId, Token)).Good.ShouldBeTrue();
    }

    private Task RunAsync(string clientSays, Encoding clientSends, string statements) =>
        servers.Source.RunClientAsync(clientSends.GetBytes($"set names {clientSays};\n{statements}"), Token);

    private static string Made(string database, string n) =>
        $"""
            create database `{database}`; use `{database}`;
            create table `t{n}` (`c{n}` int primary key, `x{n}` varchar(40) character set utf8mb4 default 'd{n}' comment 'k{n}',
              key `k{n}` (`x{n}`), constraint `ch{n}` check (`c{n}` <> 77));
            create table `f{n}` (`c{n}` int, `v{n}` int as (`c{n}` + 1) stored, key (`v{n}`)) comment 'm{n}';
            insert into `t{n}` values (1, 'v{n}'), (2, default); insert into `f{n}` (`c{n}`) values (1);
            create user 'u{n}'@'%' identified by 'p', 'e{n}'@'%'; create role `r{n}`; grant `r{n}` to 'u{n}'@'%';
            grant select on `{database}`.* to `r{n}`; grant update (`x{n}`) on `t{n}` to 'u{n}'@'%';
            create procedure p() select 1; create sequence `s{n}`; do nextval(`s{n}`);
            """;

    private static string Changed(string database, string n) =>
        $"""
            use `{database}`;
            alter table `t{n}` add column `n{n}` int default 5, rename column `x{n}` to `y{n}`, rename key `k{n}` to `kk{n}`;
            update `t{n}` set `n{n}` = 9 where `c{n}` = 1; drop table `f{n}`; rename table `t{n}` to `z{n}`;
            insert into `z{n}` (`c{n}`) values (3); create table `l{n}` like `z{n}`; insert into `l{n}` select * from `z{n}`;
            truncate table `l{n}`; create table `q{n}` (`b{n}` varchar(9) default 'd{n}' comment 'c{n}') as select * from `z{n}`;
            create view `w{n}` as select `y{n}` from `z{n}`;
            create trigger `g{n}` after insert on `z{n}` for each row set @x = new.`y{n}`;
            create procedure h() select 'o{n}' from `z{n}`; do nextval(`s{n}`);
            alter user 'u{n}'@'%' identified by 'q'; rename user 'u{n}'@'%' to 'w{n}'@'%'; revoke `r{n}` from 'w{n}'@'%'; drop role `r{n}`;
            set password for 'w{n}'@'%' = password('z'); create user 'v{n}'@localhost; grant insert on `z{n}` to 'v{n}'@localhost;
            alter database `{database}` comment 'c{n}';
            """;
}
