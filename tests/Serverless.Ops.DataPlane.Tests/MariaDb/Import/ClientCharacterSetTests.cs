using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// Views, routines, triggers and events whose definitions are not UTF-8 text: a literal with an introducer, or a client with another
/// character set, as old applications have. The server keeps their bytes, and so must a restore.
/// </summary>
public sealed class ClientCharacterSetTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private const string Definitions = """
        create or replace database chars; use chars;
        create table t
          (a int, b varbinary(40) default x'ff0027805c0ac0', c binary(3) default x'00ff00', d enum(x'ff', 'ä') character set binary);
        create view raw as select _latin1 x'73b090d106fc889a78e5cb' as a, _gbk x'815c27' as b;
        create procedure raw() select 1;
        execute immediate concat('create or replace procedure raw() select _latin1''', x'b0e9', ''', _binary''', x'ff80', '''');
        set character_set_client=utf8mb3;
        create view raw3 as select _latin1 x'b090' as a, 'ä' as b;
        set character_set_client=latin1;
        create view old as select 'ä€' as a;
        create view `öld` as select * from old;
        create procedure old(inout `ö` varchar(9)) select 'ä', `ö`;
        create function old() returns varchar(9) no sql return 'ä';
        create trigger old before insert on t for each row set @x = 'ä';
        create event old on schedule every 1 day disable do select 'ä';
        set sql_mode=oracle;
        create package old as function f return varchar2(9); end;
        create package body old as function f return varchar2(9) as begin return 'ä'; end; end;
        set sql_mode='', character_set_connection=latin1;
        create view mixed as select 'ä' as a;
        set character_set_client=cp1251;
        create procedure cyrillic() select 'Привет';
        set character_set_client=sjis;
        execute immediate concat('create procedure kana() select ''', x'835c', '''');
        set names utf8mb4;
        """;

    private static readonly string[] Questions =
    [
        "select group_concat(type, name, hex(param_list), hex(returns), hex(body), hex(body_utf8), character_set_client, "
            + "collation_connection order by type, name) from mysql.proc where db = 'chars'",
        "select group_concat(hex(body), hex(body_utf8), character_set_client) from mysql.event where db = 'chars'",
        "select group_concat(hex(action_statement), character_set_client) from information_schema.triggers where trigger_schema = 'chars'",
        "select group_concat(table_name, hex(view_definition), character_set_client, collation_connection order by 1) "
            + "from information_schema.views where table_schema = 'chars'",
        "select concat(hex(r.a), hex(r.b), hex(r3.a), hex(r3.b), hex(o.a), hex(m.a)) "
            + "from chars.raw r, chars.raw3 r3, chars.`Ã¶ld` o, chars.mixed m",
        "select hex(chars.old())",
        "select group_concat(hex(column_default), hex(column_type) order by ordinal_position) from information_schema.columns "
            + "where table_schema = 'chars' and table_name = 't'",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DefinitionsThatAreNoUtf8_ComeBackByteForByte()
    {
        await servers.Source.ExecuteAsync("set global log_bin_trust_function_creators = on", Token);
        await servers.Source.ExecuteAsync(Definitions, Token);
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);

        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
        foreach (string question in Questions)
        {
            (await servers.Target.ScalarAsync(question, Token)).ShouldBe(await servers.Source.ScalarAsync(question, Token));
        }

        (await servers.Target.ScalarAsync("select hex(a) from chars.raw", Token)).ShouldBe("73B090D106FC889A78E5CB");
        await servers.Source.ExecuteAsync("drop database chars", Token);
    }

    // The server shows such a definition with parts in two character sets.
    [Theory]
    [InlineData("create event e on schedule every 1 day comment 'ä' do select 'ä'", "EVENT `chars2`.`e`")]
    [InlineData("create procedure p() comment 'ä' select 'ä'", "PROCEDURE `chars2`.`p`")]
    public async Task ADefinitionThatTheServerDoesNotShow_IsRefusedByName(string definition, string named)
    {
        await servers.Source.ExecuteAsync(
            $"create or replace database chars2; use chars2; set character_set_client=latin1; {definition}",
            Token
        );
        using var trip = new RoundTrip();

        CannotCarryException error = await Should.ThrowAsync<CannotCarryException>(() => trip.DumpAsync(servers.Source, "backup-1", Token));

        error.Message.ShouldContain(named);
        error.NextStep.ShouldContain("utf8mb4");
        await servers.Source.ExecuteAsync("drop database chars2", Token);
    }
}
