using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills.Watching;
using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.Local.Sample.Site;
using Serverless.Ops.Local.Sample.Traffic;

namespace Serverless.Ops.Local.Drills;

/// <summary>The first half of a drill: a production estate under traffic, its backups, and its loss.</summary>
internal sealed class Production : IAsyncDisposable
{
    public const string EstateName = "fern";
    private readonly DrillFolder folder;
    private readonly TimeProvider time;
    private readonly IStepDisplay display;
    private readonly ProductionEstate estate;
    private readonly SiteProcess site;
    private readonly ProductionHost host;
    private TrafficRun? traffic;

    private Production(
        DrillFolder folder,
        TimeProvider time,
        IStepDisplay display,
        ProductionEstate estate,
        SiteProcess site,
        ProductionHost host
    ) => (this.folder, this.time, this.display, this.estate, this.site, this.host) = (folder, time, display, estate, site, host);

    public string SiteFolder => estate.SiteFolder;

    /// <summary>The backup jobs that have run so far, for the timeline.</summary>
    public List<DrillPart> Parts { get; } = [];

    public static async Task<Production> StartAsync(
        DrillFolder folder,
        Checkout checkout,
        DrillOptions options,
        TimeProvider time,
        IStepDisplay display,
        CancellationToken cancellationToken
    )
    {
        IStep step = display.Begin("Production estate");
        ProductionEstate estate = await ProductionEstate.StartAsync(
            new EstateOptions(EstateName, folder.Production, folder.Parameters, options.Rows),
            time,
            new StepProgress(step),
            cancellationToken
        );
        SiteProcess? site = null;
        try
        {
            site = await SiteProcess.StartAsync(estate.SiteFolder, cancellationToken);
            ProductionHost host = await DescribeHostAsync(folder, checkout, options, estate, cancellationToken);
            step.Succeed($"{estate.Rows.Values.Sum():N0} rows in {estate.Rows.Count} tables; site at {site.PublicUrl}");
            return new Production(folder, time, display, estate, site, host);
        }
        catch
        {
            await (site?.DisposeAsync() ?? ValueTask.CompletedTask);
            await estate.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the clients. Returns after the first 50 of their transactions were acknowledged.</summary>
    public async Task StartTrafficAsync(CancellationToken cancellationToken)
    {
        IStep step = display.Begin("Traffic");
        traffic = await TrafficRun.StartAsync(
            new TrafficOptions(
                site.PublicUrl,
                EstateSecrets.TrafficUser,
                estate.Secrets.TrafficPassword,
                estate.Secrets.TrafficApiKey,
                estate.Secrets.TrafficApiSecret,
                folder.Journal
            ),
            time,
            cancellationToken
        );
        const int Enough = 50;
        while (traffic.Statistics.Acknowledged < Enough)
        {
            step.Report("waiting for acknowledgements", traffic.Statistics.Acknowledged, Enough, "client transactions");
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        step.Succeed("clients write through Frappe's API; the journal has each client transaction");
    }

    /// <summary>Runs one backup job on the host, shows its result and returns it.</summary>
    public async Task<JsonObject> BackUpAsync(string function, CancellationToken cancellationToken)
    {
        IStep step = display.Begin(function);
        DateTimeOffset began = time.GetUtcNow();
        try
        {
            JsonObject result = await host.RunAsync(
                function,
                new JsonObject { ["runId"] = $"{folder.Id}-{function}-{Guid.NewGuid().ToString("n")[..4]}" },
                step,
                cancellationToken
            );
            Parts.Add(
                new DrillPart(
                    function,
                    began,
                    time.GetUtcNow(),
                    (long?)(result["textBytes"] ?? result["bytes"]),
                    (long?)result["rows"],
                    (long?)result["transactions"]
                )
            );
            step.Succeed(StepNotes.Of(result));
            return result;
        }
        catch (HostJobFailedException failure)
        {
            step.Fail(failure.Message);
            throw;
        }
    }

    /// <summary>Waits until <paramref name="instant"/> while the traffic goes on.</summary>
    public async Task WaitUntilAsync(string name, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        IStep step = display.Begin(name);
        DateTimeOffset began = time.GetUtcNow();
        while (time.GetUtcNow() is var now && now < instant)
        {
            step.Report("traffic goes on", (long)(now - began).TotalSeconds, (long)Math.Ceiling((instant - began).TotalSeconds), "s");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }

        step.Succeed(
            string.Create(CultureInfo.InvariantCulture, $"{traffic!.Statistics.Acknowledged:N0} client transactions acknowledged so far")
        );
    }

    /// <summary>Destroys production in mid-traffic. Returns the instant of the disaster.</summary>
    public async Task<DateTimeOffset> DestroyAsync()
    {
        IStep step = display.Begin("Destroy production");
        DateTimeOffset struckAt = time.GetUtcNow();
        await estate.DestroyAsync();
        await traffic!.StopAsync();
        await site.DisposeAsync();
        TrafficStatistics last = traffic.Statistics;
        step.Succeed($"kill -9, data folder deleted; {last.Acknowledged:N0} client transactions were acknowledged, {last.Failed:N0} not");
        return struckAt;
    }

    public async ValueTask DisposeAsync()
    {
        if (traffic is not null)
        {
            await traffic.DisposeAsync();
        }

        await site.DisposeAsync();
        await estate.DisposeAsync();
    }

    private static async Task<ProductionHost> DescribeHostAsync(
        DrillFolder folder,
        Checkout checkout,
        DrillOptions options,
        ProductionEstate estate,
        CancellationToken cancellationToken
    )
    {
        string environment = Path.Combine(folder.Production, "host.env");
        await File.WriteAllLinesAsync(
            environment,
            [
                $"OPS_JOB='{checkout.Program(options.Native)}'",
                $"OPS_STORE='{new Uri(folder.Store).AbsoluteUri}'",
                $"OPS_PARAMETERS='{new Uri(folder.Parameters).AbsoluteUri}'",
                $"OPS_ESTATE='{EstateName}'",
                $"OPS_DATABASE='{estate.DatabaseAddress}'",
                $"OPS_SITE_FOLDER='{estate.SiteFolder}'",
            ],
            cancellationToken
        );
        return new ProductionHost(Path.Combine(checkout.HostScripts, "run-job.sh"), environment);
    }
}

/// <summary>The input of a restore besides the object store.</summary>
/// <param name="Target">A whole UTC second, or <c>latest</c>.</param>
/// <param name="KeptSite">The site's folder, which the disaster spares. It stands for the copy in configuration management.</param>
internal sealed record LostProduction(string Target, string KeptSite);
