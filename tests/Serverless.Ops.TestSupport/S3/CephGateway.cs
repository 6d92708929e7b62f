using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>A Ceph cluster of one monitor, one OSD in memory and one S3 gateway. See this folder's README.</summary>
public sealed class CephGateway : IAsyncDisposable
{
    public const string AccessKey = "OPSTESTACCESS";
    public const string SecretKey = "ops-test-secret";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string folder = Directory.CreateTempSubdirectory("ops-rgw-").FullName;
    private readonly Stack<Daemon> daemons = new();
    private readonly int gatewayPort = FreePort.Find();
    private readonly int monitorPort = FreePort.Find();

    private CephGateway() { }

    /// <summary>Address of the gateway itself. <see cref="S3Proxy"/> has another address.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{gatewayPort}");

    public static async Task<CephGateway> StartAsync(CancellationToken cancellationToken)
    {
        foreach (string program in (string[])["ceph-mon", "ceph-osd", "radosgw", "ceph"])
        {
            if (!Directory.Exists("/usr/bin") || !File.Exists($"/usr/bin/{program}"))
            {
                throw new MissingServerException(program, "radosgw ceph-mon ceph-osd ceph-common");
            }
        }

        var gateway = new CephGateway();
        try
        {
            await gateway.StartDaemonsAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client like the program's, but with the bucket in the path: the gateway has no DNS name for each bucket.</summary>
    public static AmazonS3Client Client(Uri endpoint) =>
        new(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config
            {
                ServiceURL = endpoint.ToString(),
                ForcePathStyle = true,
                MaxErrorRetry = 0,
                AuthenticationRegion = "us-east-1",
            }
        );

    public async ValueTask DisposeAsync()
    {
        while (daemons.TryPop(out Daemon? daemon))
        {
            await daemon.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartDaemonsAsync(CancellationToken cancellationToken)
    {
        string cluster = Guid.NewGuid().ToString();
        await File.WriteAllTextAsync(In("ceph.conf"), Configuration(cluster), cancellationToken);
        foreach (string sub in (string[])["mon", "osd", "log", "run"])
        {
            Directory.CreateDirectory(In(sub));
        }

        await RunAsync(
            "ceph-authtool",
            ["--create-keyring", In("keyring"), "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"],
            cancellationToken
        );
        await RunAsync(
            "ceph-authtool",
            [In("keyring"), "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *"],
            cancellationToken
        );
        await RunAsync(
            "monmaptool",
            ["--create", "--addv", "a", $"[v1:127.0.0.1:{monitorPort}]", "--fsid", cluster, In("monmap")],
            cancellationToken
        );
        await RunAsync(
            "ceph-mon",
            ["-c", In("ceph.conf"), "-i", "a", "--mkfs", "--monmap", In("monmap"), "--keyring", In("keyring")],
            cancellationToken
        );
        daemons.Push(new Daemon(In("log/mon.out"), "ceph-mon", "-c", In("ceph.conf"), "-i", "a", "-f"));

        string osd = Guid.NewGuid().ToString();
        await UntilAsync(
            "the monitor knows the OSD",
            async () => await AskAsync(cancellationToken, "osd", "new", osd) is not null,
            cancellationToken
        );
        await RunAsync("ceph-osd", ["-c", In("ceph.conf"), "-i", "0", "--mkfs", "--osd-uuid", osd], cancellationToken);
        daemons.Push(new Daemon(In("log/osd.out"), "ceph-osd", "-c", In("ceph.conf"), "-i", "0", "-f"));
        await UntilAsync(
            "the OSD is up",
            async () => (await AskAsync(cancellationToken, "osd", "stat"))?.Contains("1 up", StringComparison.Ordinal) == true,
            cancellationToken
        );

        daemons.Push(new Daemon(In("log/rgw.out"), "radosgw", "-c", In("ceph.conf"), "-n", "client.rgw.a", "-f"));
        using var http = new HttpClient();
        await UntilAsync(
            "the gateway answers",
            async () =>
            {
                try
                {
                    return (await http.GetAsync(Endpoint, cancellationToken)).StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            cancellationToken
        );
        await RunAsync(
            "radosgw-admin",
            [
                "-c",
                In("ceph.conf"),
                "user",
                "create",
                "--uid=ops",
                "--display-name=ops",
                $"--access-key={AccessKey}",
                $"--secret-key={SecretKey}",
                "--max-buckets=0",
            ],
            cancellationToken
        );
    }

    /// <summary>Runs a command of the monitor. Null on a refusal: a starting monitor refuses all commands for a moment.</summary>
    private async Task<string?> AskAsync(CancellationToken cancellationToken, params string[] command)
    {
        try
        {
            return await RunAsync("ceph", ["-c", In("ceph.conf"), "--connect-timeout", "20", .. command], cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string In(string name) => Path.Combine(folder, name);

    private string Configuration(string cluster) =>
        $"""
            [global]
            fsid = {cluster}
            mon host = v1:127.0.0.1:{monitorPort}
            monmap = {In("monmap")}
            mon initial members = a
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            auth cluster required = none
            auth service required = none
            auth client required = none
            run dir = {In("run")}
            admin socket = {In("run")}/$name.asok
            pid file = {In("run")}/$name.pid
            log file = {In("log")}/$name.log
            crash dir = {In("log")}
            keyring = {In("keyring")}
            ms bind ipv6 = false
            ms bind msgr2 = false
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 4
            osd pool default pgp num = 4
            osd pool default pg autoscale mode = off
            osd crush chooseleaf type = 0
            mon allow pool size one = true
            mon warn on pool no redundancy = false
            mon max pg per osd = 2000
            mon data avail warn = 0
            mon data avail crit = 0
            osd max object name len = 2048
            [mon.a]
            mon data = {In("mon")}
            [osd]
            osd objectstore = memstore
            memstore device bytes = 4294967296
            osd data = {In("osd")}
            [client.rgw.a]
            rgw frontends = beast endpoint=127.0.0.1:{gatewayPort}
            rgw enable usage log = false
            rgw gc obj min wait = 5
            rgw gc processor period = 10
            rgw thread pool size = 32

            """;

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {await errors}"
            );
    }

    private async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            while (!await condition())
            {
                await Task.Delay(100, deadline.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for this, which did not happen: {what}. {LastWords()}", e);
        }
    }

    private string LastWords() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(In("log"), "*.out")
                .Select(log => $"{Path.GetFileName(log)}: {string.Join('\n', File.ReadLines(log).TakeLast(5))}")
        );
}
