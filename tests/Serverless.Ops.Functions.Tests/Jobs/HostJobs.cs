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
/// Runs host jobs as processes of the real program, with a store of their own. The scripts in infra/host make their accounts.
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
            SetAccount(name, account.User, account.Password.Reveal(), "oak");
        }
    }

    /// <summary>The store's folder, unless <see cref="Environment"/> has an OPS_STORE.</summary>
    public string StoreFolder { get; }

    /// <summary>The store in <see cref="StoreFolder"/>, with the objects that the processes wrote.</summary>
    public IObjectStore Store => field ??= new FolderObjectStore(StoreFolder);

    /// <summary>Variables that a test adds. They override the settings that every job gets.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The estate of the jobs that start from now on.</summary>
    public string Estate { get; set; } = "fern";

    /// <summary>Stores an account as an operator does: as a file of mode 0600.</summary>
    public void SetAccount(string name, string user, string password, string estate = "fern")
    {
        string path = Path.Combine(folder, "parameters", "serverless-ops", estate, "accounts", name);
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

    /// <summary>Runs a job that has to fail with this exit code and this message.</summary>
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

    /// <param name="through">The relay between the job and the server; null for the server's socket.</param>
    public RunningProgram Start(string function, string input, TestServer server, StallingRelay? through = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OPS_STORE"] = $"file://{StoreFolder}",
            ["OPS_PARAMETERS"] = $"file://{folder}/parameters",
            ["OPS_ESTATE"] = Estate,
            ["OPS_DATABASE"] = through is null ? $"unix:{server.Server.Socket}" : $"127.0.0.1:{through.Port}",
        };
        if (through is not null)
        {
            variables["OPS_DATABASE_TLS"] = "off";
        }

        // A function gets only the settings in its help. A test fails if the function needs another one.
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
    /// Kills a job in the middle of its work, at any speed of the machine. The job stalls when the relay has passed its number of bytes.
    /// Returns false when the job succeeded before that, because it needed fewer bytes.
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

    /// <summary>Plans a restore to the latest, imports the plan's set into the target and verifies the import.</summary>
    /// <returns>The input of the jobs that follow.</returns>
    public async Task<string> ImportLatestAsync(string runId, TestServer source, TestServer target)
    {
        string job = await PlanLatestAsync(runId, source);
        await RunAsync("ImportDatabase", job, target);
        await RunAsync("VerifyImport", job, target);
        return job;
    }

    /// <summary>Plans a restore to the latest.</summary>
    /// <returns>The input of the restore's jobs.</returns>
    public async Task<string> PlanLatestAsync(string runId, TestServer source)
    {
        ProgramOutcome plan = await RunAsync("PlanRestore", $$"""{"runId":"{{runId}}","target":"latest"}""", source);
        return $$"""{"runId":"{{runId}}","planKey":"{{(string)plan.Json["planKey"]!}}"}""";
    }

    public Task<BackupCatalogue> ReadCatalogueAsync(CancellationToken cancellationToken) =>
        new CatalogueReader(Store).ReadAsync(cancellationToken);

    /// <summary>Ends the lease of a holder that died, as if enough time had passed.</summary>
    public async Task EndLeaseAsync(Job job, CancellationToken cancellationToken)
    {
        string key = new StoreKeys(Estate).Lease(job);
        byte[] bytes = await Store.ReadAllBytesAsync(key, 10_000, cancellationToken);
        JsonNode lease = JsonNode.Parse(bytes)!;
        lease["endsAt"] = "2026-01-01T00:00:00Z";
        await Store.PutBytesAsync(key, System.Text.Encoding.UTF8.GetBytes(lease.ToJsonString()), WriteCondition.None, cancellationToken);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
