using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>
/// Host jobs as processes of the real program, on a store of their own, with the accounts that the scripts of infra/host make.
/// </summary>
internal sealed class HostJobs : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-jobs-").FullName;

    public HostJobs()
    {
        StoreFolder = Path.Combine(folder, "store");
        foreach (
            (string? name, DataPlane.MariaDb.Wire.MariaDbAccount? account) in new[]
            {
                ("dump", TestServer.DumpAccount),
                ("shipper", TestServer.ShipperAccount),
                ("target", TestServer.TargetAccount),
            }
        )
        {
            SetAccount(name, account.User, account.Password.Reveal());
        }
    }

    /// <summary>Where the store is unless <see cref="Environment"/> says otherwise.</summary>
    public string StoreFolder { get; }

    /// <summary>The store in that folder, as the processes leave it.</summary>
    public IObjectStore Store => field ??= new FolderObjectStore(StoreFolder);

    /// <summary>Beside the settings that every job needs; they win.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores an account as its operator would.</summary>
    public void SetAccount(string name, string user, string password)
    {
        string path = Path.Combine(folder, "parameters", "serverless-ops", "fern", "accounts", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$"""{"user":"{{user}}","password":"{{password}}"}""");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Runs a job that has to succeed.</summary>
    public async Task<ProgramOutcome> RunAsync(string function, string input, TestServer server)
    {
        ProgramOutcome end = await EndAsync(function, input, server);
        end.ExitCode.ShouldBe(0, $"{function}: {end.Errors}");
        return end;
    }

    /// <summary>Runs a job that has to fail, and says how.</summary>
    public async Task ShouldFailAsync(string function, string input, TestServer server, int exitCode, string whatHappened, string nextStep)
    {
        ProgramOutcome end = await EndAsync(function, input, server);
        end.Errors.ShouldContain(whatHappened);
        end.Errors.ShouldContain($"next: {nextStep}");
        end.ExitCode.ShouldBe(exitCode, end.Errors);
        end.Output.ShouldBe("");
    }

    public async Task<ProgramOutcome> EndAsync(string function, string input, TestServer server)
    {
        await using RunningProgram program = Start(function, input, server);
        return await program.EndAsync();
    }

    /// <param name="through">What the job reaches the server through; null for its socket.</param>
    public RunningProgram Start(string function, string input, TestServer server, StallingRelay? through = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OPS_STORE"] = $"file://{StoreFolder}",
            ["OPS_PARAMETERS"] = $"file://{folder}/parameters",
            ["OPS_ESTATE"] = "fern",
            ["OPS_DATABASE"] = through is null ? $"unix:{server.Server.Socket}" : $"127.0.0.1:{through.Port}",
        };
        if (through is not null)
        {
            variables["OPS_DATABASE_TLS"] = "off";
        }

        // What a function is not said to read it does not get: it cannot read more than its help lists.
        foreach (string? name in variables.Keys.Except(OpsFunction.Find(OpsFunctions.All, function)!.Reads.Select(setting => setting.Name)))
        {
            variables.Remove(name);
        }

        foreach ((string? name, string? value) in Environment)
        {
            variables[name] = value;
        }

        return RunningProgram.Start(Programs.OpsJob, [function, input], variables, TimeSpan.FromMinutes(5));
    }

    /// <summary>
    /// Kills a job in the middle of its work, at whatever speed it runs: it needs more than the relay lets pass. False when it came to a good end
    /// before, which it can only with less.
    /// </summary>
    public async Task<bool> KillWhereItStallsAsync(string function, string input, TestServer server, StallingRelay relay)
    {
        using StallingRelay through = relay;
        await using RunningProgram program = Start(function, input, server, through);
        bool stalled = await program.ReachesAsync(through.Stalled);
        program.Kill();
        ProgramOutcome end = await program.EndAsync();
        end.ExitCode.ShouldBeOneOf(stalled ? [128 + RunningProgram.SigKill, 0] : [0], end.Errors);
        return end.ExitCode != 0;
    }

    /// <summary>Plans to the latest second and brings the plan's set into the target, verified; returns the input of the jobs that follow.</summary>
    public async Task<string> ImportLatestAsync(string runId, TestServer source, TestServer target)
    {
        string job = await PlanLatestAsync(runId, source);
        await RunAsync("ImportDatabase", job, target);
        await RunAsync("VerifyImport", job, target);
        return job;
    }

    /// <summary>The input of a restore's jobs, once it is planned.</summary>
    public async Task<string> PlanLatestAsync(string runId, TestServer source)
    {
        ProgramOutcome plan = await RunAsync("PlanRestore", $$"""{"runId":"{{runId}}","target":"latest"}""", source);
        return $$"""{"runId":"{{runId}}","planKey":"{{(string)plan.Json["planKey"]!}}"}""";
    }

    public Task<BackupCatalogue> ReadCatalogueAsync(CancellationToken cancellationToken) =>
        new CatalogueReader(Store).ReadAsync(cancellationToken);

    /// <summary>What the passing of time does to the lease of a holder that died.</summary>
    public async Task EndLeaseAsync(Job job, CancellationToken cancellationToken)
    {
        byte[] bytes = await Store.ReadAllBytesAsync(StoreKeys.Lease(job), 10_000, cancellationToken);
        JsonNode lease = JsonNode.Parse(bytes)!;
        lease["endsAt"] = "2026-01-01T00:00:00Z";
        await Store.PutBytesAsync(
            StoreKeys.Lease(job),
            System.Text.Encoding.UTF8.GetBytes(lease.ToJsonString()),
            WriteCondition.None,
            cancellationToken
        );
    }

    /// <summary>Waits until what was committed by now is before the second that a plan to the latest ends with.</summary>
    public static async Task NextSecondAsync(TestServer source, CancellationToken cancellationToken)
    {
        string now = (await source.ScalarAsync("SELECT UNIX_TIMESTAMP()", cancellationToken))!;
        while (await source.ScalarAsync("SELECT UNIX_TIMESTAMP()", cancellationToken) == now)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
