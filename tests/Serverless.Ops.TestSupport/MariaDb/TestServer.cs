using System.Diagnostics;
using System.Text;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>A MariaDB server for one test or one class, in a temporary folder. Disposing deletes the folder.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>The settings that a source needs. <c>docs/operations/enrolment.md</c> lists them.</summary>
    public static IReadOnlyList<string> SourceSettings { get; } =
    [
        "server-id=1",
        "log-bin=mysql-bin",
        "binlog-format=ROW",
        "sync-binlog=1",
        "max-allowed-packet=256M",
        "innodb-buffer-pool-size=64M",
        "innodb-log-file-size=64M",
        "local-infile=ON",
    ];

    public static IReadOnlyList<string> TargetSettings { get; } =
    ["server-id=2", "max-allowed-packet=256M", "innodb-buffer-pool-size=64M", "innodb-log-file-size=64M"];

    private readonly IReadOnlyList<string> settings;

    private TestServer(MariaDbServer server, IReadOnlyList<string> settings) => (Server, this.settings) = (server, settings);

    public MariaDbServer Server { get; private set; }

    public MariaDbEndpoint Endpoint => new(Server.Socket, null, 0);

    public static MariaDbAccount DumpAccount { get; } = new("ops_dump", new("dump's secret"));

    public static MariaDbAccount ShipperAccount { get; } = new("ops_shipper", new("shipper's secret"));

    public static MariaDbAccount TargetAccount { get; } = new("ops_target", new("target's secret"));

    /// <summary>Starts a source and enrols it with the script that operators use.</summary>
    public static async Task<TestServer> StartSourceAsync(CancellationToken cancellationToken, params string[] moreSettings)
    {
        TestServer source = await StartAsync([.. SourceSettings, .. moreSettings], cancellationToken);
        await source.EnrolAsync(cancellationToken);
        return source;
    }

    /// <summary>Enrols the server as a source with the script that operators use.</summary>
    /// <param name="more">Further variables for the script, after a comma.</param>
    public Task EnrolAsync(CancellationToken cancellationToken, string more = "") =>
        RunScriptAsync(
            "infra/host/enroll-source.sql",
            $"set @dump_password = \"{DumpAccount.Password.Reveal()}\", @shipper_password = \"{ShipperAccount.Password.Reveal()}\"{more}",
            cancellationToken
        );

    /// <summary>Starts an empty target and prepares it with the script that operators use.</summary>
    public static Task<TestServer> StartTargetAsync(CancellationToken cancellationToken, params string[] moreSettings) =>
        StartTargetInAsync(NewFolder(), cancellationToken, moreSettings);

    /// <summary>Starts an empty target in a given folder.</summary>
    /// <param name="folder">Folder of the server. Disposing deletes it.</param>
    public static async Task<TestServer> StartTargetInAsync(
        string folder,
        CancellationToken cancellationToken,
        params string[] moreSettings
    )
    {
        ServerNeeds.Require();
        TestServer target = await StartInAsync(folder, [.. TargetSettings, .. moreSettings], cancellationToken);
        await target.RunScriptAsync(
            "infra/host/prepare-target.sql",
            $"set @target_password = \"{TargetAccount.Password.Reveal()}\"",
            cancellationToken
        );
        return target;
    }

    public static Task<TestServer> StartAsync(IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        ServerNeeds.Require();
        return StartInAsync(NewFolder(), [.. settings], cancellationToken);
    }

    /// <summary>Starts a copy of this stopped server in a folder of its own. This is faster than a new server.</summary>
    public async Task<TestServer> StartCopyAsync(CancellationToken cancellationToken)
    {
        string folder = NewFolder();
        using (var copy = Process.Start("cp", ["--archive", Path.Combine(Server.Folder, "data"), folder]))
        {
            await copy.WaitForExitAsync(cancellationToken);
            if (copy.ExitCode != 0)
            {
                throw new IOException($"cp could not copy {Server.Folder} to {folder}: exit code {copy.ExitCode}.");
            }
        }

        return await StartInAsync(folder, settings, cancellationToken);
    }

    /// <summary>Ends the server with SIGKILL, and starts it again in the same folder. It then recovers.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        await Server.KillAsync();
        await Server.DisposeAsync();
        Server = await MariaDbServer.StartAsync(Server.Folder, settings, cancellationToken);
    }

    /// <summary>Stops the server as an operator does, and starts it again in the same folder.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Server.StopAsync(cancellationToken);
        await Server.DisposeAsync();
        Server = await MariaDbServer.StartAsync(Server.Folder, settings, cancellationToken);
    }

    /// <summary>Runs statements as <c>root</c>, one after the other in one session.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(Server.RootConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using MySqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes a target empty again. This is much faster than a new server.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (
            string query in (string[])
                [
                    "select concat('drop database `', replace(schema_name, '`', '``'), '`') from information_schema.schemata "
                        + "where schema_name not in ('mysql', 'information_schema', 'performance_schema', 'sys')",
                    "select if(is_role = 'Y', concat('drop role `', user, '`'), concat('drop user ', quote(user), '@', quote(host))) "
                        + "from mysql.user where user not in ('mariadb.sys', 'PUBLIC', 'ops_target') "
                        + "and not (user = 'root' and host in ('localhost', '127.0.0.1', '::1', lower(@@hostname)))",
                    "select concat('drop server `', replace(server_name, '`', '``'), '`') from mysql.servers",
                    "select concat('drop function ', name) from mysql.func",
                    "select 'delete from mysql.db where user <> \\'mariadb.sys\\'; "
                        + "delete from mysql.tables_priv where user = \\'PUBLIC\\'; "
                        + "delete from mysql.roles_mapping where user = \\'PUBLIC\\'; "
                        + "delete from mysql.global_priv where user = \\'PUBLIC\\'; delete from mysql.procs_priv; flush privileges' "
                        + "from (select user from mysql.db where user <> 'mariadb.sys' "
                        + "union all select user from mysql.global_priv where user = 'PUBLIC' "
                        + "union all select user from mysql.procs_priv) left_over",
                ]
        )
        {
            while (await ScalarAsync(query + " limit 1", cancellationToken) is { } drop)
            {
                await ExecuteAsync(drop, cancellationToken);
            }
        }
    }

    /// <summary>Runs a query as <c>root</c> and returns the first column of the first row.</summary>
    public async Task<string?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(Server.RootConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using MySqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(cancellationToken))?.ToString();
    }

    /// <summary>Pipes text into the mariadb client as <c>root</c>. Throws when the client ends with an error.</summary>
    public Task RunClientAsync(string input, CancellationToken cancellationToken) =>
        RunClientAsync(Encoding.UTF8.GetBytes(input), cancellationToken);

    /// <summary>Pipes bytes into the mariadb client as <c>root</c>, for statements that are not in UTF-8.</summary>
    public async Task RunClientAsync(byte[] input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ServerPrograms.Find("mariadb"))
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            ArgumentList = { "--no-defaults", $"--socket={Server.Socket}", "--user=root", "--default-character-set=utf8mb4" },
        };
        using Process client =
            Process.Start(start) ?? throw new InvalidOperationException("The mariadb client did not start. Next: run ./ops setup.");
        Task<string> errors = client.StandardError.ReadToEndAsync(cancellationToken);
        await client.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
        client.StandardInput.Close();
        await client.WaitForExitAsync(cancellationToken);
        if (client.ExitCode != 0)
        {
            throw new InvalidOperationException($"The mariadb client ended with exit code {client.ExitCode}: {await errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Server.Folder, recursive: true);
    }

    private static async Task<TestServer> StartInAsync(
        string folder,
        IReadOnlyList<string> settings,
        CancellationToken cancellationToken
    ) => new(await MariaDbServer.StartAsync(folder, settings, cancellationToken), settings);

    private static string NewFolder() => Directory.CreateTempSubdirectory("ops-mariadb-").FullName;

    private Task RunScriptAsync(string script, string variables, CancellationToken cancellationToken) =>
        RunClientAsync($"{variables};\nsource {Repository.PathOf(script)}\n", cancellationToken);
}
