using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.Functions.Tests.Servers;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Backs up a database with processes of the real program. The connection is TCP with TLS only.</summary>
[Slow]
public sealed class TlsDatabaseTests : IAsyncLifetime
{
    private readonly HostJobs jobs = new();
    private readonly TestAuthority authority = new("authority of the estate");
    private readonly TestAuthority stranger = new("authority of somebody else");
    private TestServer? source;
    private RecordingRelay? relay;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        relay?.Dispose();
        if (source is not null)
        {
            await source.DisposeAsync();
        }

        authority.Dispose();
        stranger.Dispose();
        jobs.Dispose();
    }

    [Fact]
    public async Task BackupAndShipping_OverTls_Work_AndNothingIsReadableOnTheWay()
    {
        await StartAsync(authority.ServerSettings("127.0.0.1"));
        jobs.Environment["OPS_DATABASE_TLS_CA"] = authority.File;
        await source!.ExecuteAsync(
            "CREATE DATABASE shop; CREATE TABLE shop.t (v VARCHAR(100)); INSERT INTO shop.t VALUES ('readable')",
            Token
        );

        ProgramOutcome dump = await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        ProgramOutcome ship = await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);

        ((long)dump.Json["rows"]!).ShouldBeGreaterThan(0);
        ((long)ship.Json["transactions"]!).ShouldBeGreaterThan(0);
        relay!.Connections.ShouldBeGreaterThan(3);
        foreach (string secret in (string[])["ops_dump", "ops_shipper", "SELECT", "serverless_ops"])
        {
            relay.Sent.ShouldNotContain(secret);
        }

        // The accounts require TLS, so the connections above were encrypted. The server refuses a connection without TLS.
        jobs.Environment["OPS_DATABASE_TLS"] = "off";
        await jobs.ShouldFailAsync(
            "BackUpDatabase",
            """{"runId":"plain"}""",
            source,
            1,
            "refuses the account 'ops_dump'",
            "compare the stored parameter"
        );
    }

    [Fact]
    public async Task Server_OfAnotherAuthority_IsRefused_BeforeAnyNameOrQueryIsSent()
    {
        await StartAsync(authority.ServerSettings("127.0.0.1"));
        jobs.Environment["OPS_DATABASE_TLS_CA"] = stranger.File;

        await ShouldBeRefusedAsync("The remote certificate is invalid because of errors in the certificate chain");
    }

    [Fact]
    public async Task Server_OfTheSystemsAuthorities_IsTrustedOnlyByThem()
    {
        await StartAsync(authority.ServerSettings("127.0.0.1"));

        await ShouldBeRefusedAsync("The remote certificate is invalid because of errors in the certificate chain");
    }

    [Fact]
    public async Task Server_WithACertificateOfAnotherHost_IsRefused()
    {
        await StartAsync(authority.ServerSettings("db.elsewhere"));
        jobs.Environment["OPS_DATABASE_TLS_CA"] = authority.File;

        await ShouldBeRefusedAsync("RemoteCertificateNameMismatch");
    }

    [Fact]
    public async Task AuthorityFile_WithoutACertificate_IsNamed()
    {
        await StartAsync(authority.ServerSettings("127.0.0.1"));
        string empty = Path.Combine(source!.Server.Folder, "empty.pem");
        await File.WriteAllTextAsync(empty, "no certificate\n", Token);
        jobs.Environment["OPS_DATABASE_TLS_CA"] = empty;

        await ShouldBeRefusedAsync($"{empty} holds no certificate");
    }

    [Fact]
    public async Task Server_WithoutTls_IsRefusedByName_AndNothingWasSent()
    {
        await StartAsync();

        await ShouldBeRefusedAsync("the server offers no TLS");

        relay!.Connections.ShouldBe(2);
        relay.Sent.ShouldBe("");
    }

    [Fact]
    public async Task Server_ThatHangsUpInTheHandshake_IsTransient()
    {
        await StartAsync(authority.ServerSettings("127.0.0.1"));
        jobs.Environment["OPS_DATABASE_TLS_CA"] = authority.File;
        relay!.CutsClients = true;

        await jobs.ShouldFailAsync(
            "BackUpDatabase",
            """{"runId":"cut"}""",
            source!,
            75,
            $"ServerGoneException: The database at 127.0.0.1:{relay.Port} went away while negotiating TLS: ",
            "see the server's error log"
        );
    }

    private async Task StartAsync(params string[] tls)
    {
        source = await TestServer.StartSourceAsync(Token, tls);

        // The script's accounts work over the socket only. These accounts have the same grants over TCP, and require TLS.
        foreach (string job in (string[])["dump", "shipper"])
        {
            string account = $"ops_{job}@`127.0.0.1`";
            await source.ExecuteAsync($"CREATE USER {account} IDENTIFIED BY \"{job}'s secret\" REQUIRE SSL", Token);
            await source.ExecuteAsync(
                job == "dump"
                    ? $"GRANT SELECT, LOCK TABLES, SHOW VIEW, EVENT, TRIGGER, RELOAD, PROCESS, BINLOG MONITOR ON *.* TO {account}"
                    : $"GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO {account}; "
                        + $"GRANT SELECT, INSERT, UPDATE ON serverless_ops.heartbeat TO {account}; "
                        + $"GRANT SELECT ON serverless_ops.lineage TO {account}",
                Token
            );
        }

        relay = new RecordingRelay(source.Server.Port);
        jobs.Environment["OPS_DATABASE"] = $"127.0.0.1:{relay.Port}";
        jobs.Environment["OPS_DATABASE_TLS"] = "required";
    }

    private async Task ShouldBeRefusedAsync(string reason)
    {
        foreach (string function in (string[])["BackUpDatabase", "ShipBinlogs"])
        {
            ProgramOutcome end = await jobs.EndAsync(function, """{"runId":"refused"}""", source!);

            end.ExitCode.ShouldBe(1, end.Errors);
            end.Errors.ShouldStartWith($"TlsUnavailableException: The database at 127.0.0.1:{relay!.Port} cannot be reached over TLS: ");
            end.Errors.ShouldContain(reason);
            end.Errors.ShouldContain(
                "next: give the server a certificate, name its authority in OPS_DATABASE_TLS_CA, or use the Unix socket."
            );
        }

        relay!.Sent.ShouldNotContain("ops_");
    }
}
