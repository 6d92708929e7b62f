using System.Diagnostics;
using System.Text;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

/// <summary>The scripts of infra/host as a shell and the mariadb client run them.</summary>
public sealed class HostScriptsTests(HostScriptsTests.PlainServer plain) : IClassFixture<HostScriptsTests.PlainServer>
{
    private const string Enroll = "infra/host/enroll-source.sql";

    private const string Prepare = "infra/host/prepare-target.sql";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Server => plain.Server;

    public static TheoryData<string, string> UnusablePasswords()
    {
        var data = new TheoryData<string, string>
        {
            { Enroll, "set @dump_password = 'long enough, this one'" },
            { Enroll, "set @shipper_password = 'long enough, this one'" },
            { Enroll, "set @dump_password = '', @shipper_password = ''" },
            { Enroll, "set @dump_password = from_base64(''), @shipper_password = from_base64('no base64!')" },
            { Enroll, "set @dump_password = '$dump', @shipper_password = '$shipper'" },
            { Enroll, "set autocommit = 0, sql_safe_updates = 1, old_passwords = 1" },
        };
        foreach (string mode in (string[])["", "ANSI_QUOTES", "ORACLE", "NO_BACKSLASH_ESCAPES", "EMPTY_STRING_IS_NULL"])
        {
            foreach (string characters in (string[])["utf8mb4", "latin1", "sjis"])
            {
                data.Add(Enroll, $"set names {characters}; set sql_mode = '{mode}'");
                data.Add(Prepare, $"set names {characters}; set sql_mode = '{mode}'; set @target_password = ''");
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(UnusablePasswords))]
    public async Task Script_WithoutPasswords_ChangesNothingAndShowsTheCommand(string script, string variables)
    {
        await Server.ExecuteAsync(
            "create or replace user ops_dump@localhost identified by 'kept as it is'; "
                + "create or replace user ops_target@localhost identified by 'kept as it is'; "
                + "drop user if exists ops_shipper@localhost; drop database if exists serverless_ops",
            Token
        );
        string before = await StateAsync();
        string command = script == Enroll ? HostScripts.EnrollSource : HostScripts.PrepareTarget;

        foreach (string force in (string[])["", "--force"])
        {
            ShellEnd end = await ShellAsync(
                "bash",
                $"{{ echo \"$variables;\"; cat {script}; }} | mariadb {force}",
                ("variables", variables)
            );

            end.ExitCode.ShouldBe(force.Length > 0 ? 0 : 1, end.Errors);
            end.Errors.ShouldContain("at least 12 bytes. Nothing was changed. Next, as docs/operations/enrolment.md shows: " + command);
            (await StateAsync()).ShouldBe(before);
        }
    }

    [Theory]
    [InlineData("bash", "do 0")]
    [InlineData("sh", "do 0")]
    [InlineData("sh", "set names latin1")]
    [InlineData(
        "bash",
        "set sql_mode = 'ORACLE', autocommit = 0, sql_safe_updates = 1, " + "collation_connection = 'utf16_bin', old_passwords = 1"
    )]
    [InlineData("bash", "set sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'")]
    public async Task ShownCommands_WithAnyCharactersInThePasswords_MakeTheAccounts(string shell, string session)
    {
        const string dump = "it's \"100%\" \\n `ü€😀` $x ";
        const string shipper = "%s%d\\\\'';-- drop";
        string target = new('ä', 200);
        string longest = dump + shipper + target;

        ShellEnd end = await ShellAsync(
            shell,
            $"""
            mariadb() (command mariadb --no-defaults --user=root --socket="$socket" --init-command="$session")
            {HostScripts.EnrollSource} || exit
            {HostScripts.PrepareTarget}
            """,
            ("dump", dump),
            ("shipper", shipper),
            ("target", longest),
            ("session", session)
        );

        end.ExitCode.ShouldBe(0, end.Errors);
        foreach (
            (string user, string password) in (IEnumerable<(string, string)>)[("dump", dump), ("shipper", shipper), ("target", longest)]
        )
        {
            var account = new MariaDbAccount($"ops_{user}", new SecretText(password));
            await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(Server.Endpoint, account, Token);
        }

        await Server.ExecuteAsync("flush binary logs", Token);
        foreach (string log in Directory.EnumerateFiles(Path.Combine(Server.Server.Folder, "data"), "mysql-bin.0*"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(log, Token);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(dump)).ShouldBe(-1);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(shipper)).ShouldBe(-1);
        }
    }

    [Fact]
    public void Commands_InScriptsAndDocuments_AreTheSame()
    {
        foreach (
            (string script, string command) in (IEnumerable<(string, string)>)
                [(Enroll, HostScripts.EnrollSource), (Prepare, HostScripts.PrepareTarget)]
        )
        {
            string text = File.ReadAllText(Repository.PathOf(script));
            text.ShouldContain($"\n--   {command}\n");
            text.ShouldContain($"shows: {command.Replace("'", "''", StringComparison.Ordinal)}';\n");
            File.ReadAllText(Repository.PathOf("docs/operations/enrolment.md")).ShouldContain($"\n    {command}\n");
            string byHand = command.Replace("$target", "$importer", StringComparison.Ordinal);
            File.ReadAllText(Repository.PathOf("docs/operations/by-hand.md")).ShouldContain($"\n    {byHand} --no-defaults ");
        }
    }

    /// <summary>Accounts with their hashes and grants, and databases.</summary>
    private async Task<string> StateAsync()
    {
        await using var connection = new MySqlConnection(Server.Server.RootConnectionString);
        await connection.OpenAsync(Token);
        await using MySqlCommand command = connection.CreateCommand();
        command.CommandText =
            "select json_arrayagg(line order by line) from ("
            + "select concat_ws('|', user, host, priv) line from mysql.global_priv "
            + "union all select concat_ws('|', user, host, db) from mysql.db "
            + "union all select schema_name from information_schema.schemata) s";
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<ShellEnd> ShellAsync(string shell, string text, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(shell)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment["socket"] = Server.Server.Socket;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(Token);
        await process.StandardInput.WriteAsync(
            $"mariadb() {{ command mariadb --no-defaults --user=root --socket=\"$socket\" \"$@\"; }}\n{text}\n".AsMemory(),
            Token
        );
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
        return new ShellEnd(process.ExitCode, await errors);
    }

    private sealed record ShellEnd(int ExitCode, string Errors);

    /// <summary>A server with a binary log that no script has run on.</summary>
    public sealed class PlainServer : IAsyncLifetime
    {
        private TestServer? server;

        public TestServer Server => ServerNeeds.Met(server);

        public async ValueTask InitializeAsync() =>
            server = ServerNeeds.AreMet ? await TestServer.StartAsync(TestServer.SourceSettings, Token) : null;

        public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
