using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;

namespace Serverless.Ops.Local.Servers;

/// <summary>
/// A real mariadbd of our own. Data, socket, log and pid file are in one folder; the port is a free port of 127.0.0.1.
/// <c>root</c> can connect over the socket only: with skip-name-resolve, root@localhost matches no TCP connection.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    // Another process may take the port before mariadbd listens on it.
    private const int PortAttempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly Process process;
    private int disposed;

    private MariaDbServer(Process process, string folder, string socket, int port) =>
        (this.process, Folder, Socket, Port) = (process, folder, socket, port);

    public string Folder { get; }

    /// <summary>Path of the Unix socket.</summary>
    public string Socket { get; }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    public int ProcessId => process.Id;

    public string ErrorLog => Path.Combine(Folder, "error.log");

    /// <summary>Connection string of <c>root</c> over the socket.</summary>
    public string RootConnectionString =>
        new MySqlConnectionStringBuilder
        {
            Server = Socket,
            ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
            UserID = "root",
            Pooling = false,
            AllowUserVariables = true,
            DefaultCommandTimeout = 0,
            ConnectionTimeout = (uint)StartLimit.TotalSeconds,
        }.ConnectionString;

    /// <summary>Starts the server and returns once the server answers. Creates the system tables in a new folder first.</summary>
    /// <param name="folder">Absolute path of the server's folder. Created with mode 0700.</param>
    /// <param name="settings">More server options, without the leading dashes: for example <c>binlog_format=ROW</c>.</param>
    public static Task<MariaDbServer> StartAsync(string folder, IEnumerable<string> settings, CancellationToken cancellationToken) =>
        StartAsync(folder, [.. settings], FreePort, NoEnvironment, cancellationToken);

    /// <summary>Starts the server as the other overload does, with more environment variables.</summary>
    public static Task<MariaDbServer> StartAsync(
        string folder,
        IEnumerable<string> settings,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    ) => StartAsync(folder, [.. settings], FreePort, environment, cancellationToken);

    /// <summary>Starts the server as the other overload does, with ports of the caller's choice.</summary>
    /// <param name="choosePort">Gives a port. Called up to 5 times, again each time that the port is already taken.</param>
    internal static Task<MariaDbServer> StartAsync(
        string folder,
        IReadOnlyList<string> settings,
        Func<int> choosePort,
        CancellationToken cancellationToken
    ) => StartAsync(folder, settings, choosePort, NoEnvironment, cancellationToken);

    private static async Task<MariaDbServer> StartAsync(
        string folder,
        IReadOnlyList<string> settings,
        Func<int> choosePort,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string data = Path.Combine(folder, "data");
        // A starting server deletes all temporary tables in its tmpdir. In a shared tmpdir it would delete tables of other servers.
        string temporary = Path.Combine(folder, "tmp");
        Directory.CreateDirectory(temporary);
        if (!Directory.Exists(Path.Combine(data, "mysql")))
        {
            await InstallAsync(data, temporary, cancellationToken);
        }

        for (int attempt = 1; ; attempt++)
        {
            int port = choosePort();
            try
            {
                return await StartAsync(folder, data, temporary, port, settings, environment, cancellationToken);
            }
            catch (InvalidOperationException failure)
                when (attempt < PortAttempts && failure.Message.Contains($"server running on port: {port}", StringComparison.Ordinal))
            {
                // Another process took the port. Try another one.
            }
        }
    }

    private static async Task<MariaDbServer> StartAsync(
        string folder,
        string data,
        string temporary,
        int port,
        IReadOnlyList<string> settings,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        string socket = SocketPath(folder);
        var start = new ProcessStartInfo(ServerPrograms.Find("mariadbd")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--no-defaults");
        foreach (
            string setting in (string[])
                [
                    $"user={Environment.UserName}",
                    $"datadir={data}",
                    $"tmpdir={temporary}",
                    $"socket={socket}",
                    $"port={port}",
                    "bind-address=127.0.0.1",
                    "skip-name-resolve",
                    "performance_schema=OFF",
                    $"pid-file={Path.Combine(folder, "mariadbd.pid")}",
                    $"log-error={Path.Combine(folder, "error.log")}",
                    "character-set-server=utf8mb4",
                    "collation-server=utf8mb4_unicode_ci",
                    .. settings,
                ]
        )
        {
            start.ArgumentList.Add("--" + setting);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("mariadbd did not start. Next: run ./ops setup.");
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var server = new MariaDbServer(process, folder, socket, port);
        try
        {
            await server.WaitUntilItAnswersAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Stops the server with SIGTERM, as an operator does. All acknowledged transactions are then on disk.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!process.HasExited)
        {
            using var term = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the server with SIGKILL, to simulate the loss of a host.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await KillAsync();
        process.Dispose();
        File.Delete(Socket);
        if (Path.GetDirectoryName(Socket) is { } own && own != Folder)
        {
            SocketFolder.Remove(own);
        }
    }

    private static async Task InstallAsync(string data, string temporary, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ServerPrograms.Find("mariadb-install-db"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            string argument in (string[])
                [
                    "--no-defaults",
                    $"--user={Environment.UserName}",
                    $"--datadir={data}",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--skip-name-resolve",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["TMPDIR"] = temporary;
        using Process install =
            Process.Start(start) ?? throw new InvalidOperationException("mariadb-install-db did not start. Next: run ./ops setup.");
        Task<string> output = install.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = install.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await install.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            install.Kill(entireProcessTree: true);
            throw;
        }

        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"mariadb-install-db ended with exit code {install.ExitCode}: {await errors}{await output}"
            );
        }
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException(
                    $"mariadbd ended with exit code {process.ExitCode}. Last lines of {ErrorLog}: {Tail(ErrorLog)}"
                );
            }

            try
            {
                await using var connection = new MySqlConnection(RootConnectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (MySqlException) when (Stopwatch.GetElapsedTime(began) < StartLimit)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private static string Tail(string path) => File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(8)) : "(no log)";

    // The path of a Unix socket has at most 107 bytes (unix(7)). The path of a clone is often longer.
    private static string SocketPath(string folder)
    {
        string inside = Path.Combine(folder, "mariadbd.sock");
        return inside.Length < 100 ? inside : Path.Combine(SocketFolder.Create(folder), "mariadbd.sock");
    }

    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
