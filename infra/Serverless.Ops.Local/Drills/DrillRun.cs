using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Spectre.Console;

namespace Serverless.Ops.Local.Drills;

/// <summary><c>./ops drill</c>: the order of all steps, from a new production estate to the verdict.</summary>
internal sealed class DrillRun(DrillFolder folder, Checkout checkout, DrillOptions options, TimeProvider time)
{
    // For output into a file or a pipe: wide enough to keep an address or a path on one line.
    private const int LogWidth = 200;

    private readonly StoreKeys keys = new(Production.EstateName);

    // T is BeforeTarget after the first shipment ended. Traffic goes on for AfterTarget after T, and for AfterShipping after the
    // last shipment, so that the disaster loses some transactions.
    private static readonly TimeSpan BeforeTarget = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterTarget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterShipping = TimeSpan.FromSeconds(1);

    /// <summary>Runs a drill and returns the process's exit code: 0 only when the restore is proven.</summary>
    public static async Task<int> RunAsync(DrillOptions options, CancellationToken cancellationToken)
    {
        var checkout = Checkout.Find();
        TimeProvider time = TimeProvider.System;
        DrillFolder folder;
        try
        {
            folder = DrillFolder.Create(options.Folder ?? DrillFolder.AllIn(checkout), time.GetUtcNow());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(
                $"The drill cannot create its folder: {failure.Message} Next: use --folder with a folder that this account may write to."
            );
            return 1;
        }

        using var mark = RunningMark.Set(folder, time.GetUtcNow());
        var drill = new DrillRun(folder, checkout, options, time);
        try
        {
            IAnsiConsole console = AnsiConsole.Console;
            if (Console.IsOutputRedirected)
            {
                console.Profile.Width = LogWidth;
            }

            console.MarkupLineInterpolated(
                $"[bold]Drill {folder.Id}[/]  in {Path.GetRelativePath(Environment.CurrentDirectory, folder.Root)}"
            );
            ExecutionResult? outcome = null;
            if (console.Profile.Capabilities.Interactive)
            {
                await Display.LiveDisplay.RunAsync(console, async display => outcome = await drill.RunAsync(display, cancellationToken));
            }
            else
            {
                outcome = await drill.RunAsync(new PlainDisplay(Console.Out), cancellationToken);
            }

            return await drill.ConcludeAsync(console, outcome!, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. Everything that the drill started has ended. Nothing was proven.");
            return 130;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"The drill ended with an error: {failure.Message}");
            if (failure is not (HostJobFailedException or OpsException))
            {
                await File.WriteAllTextAsync(folder.Error, failure.ToString(), CancellationToken.None);
                await Console.Error.WriteLineAsync($"The full error is in {folder.Error}.");
            }

            return 1;
        }
    }

    internal async Task<ExecutionResult> RunAsync(IStepDisplay display, CancellationToken cancellationToken)
    {
        await Restoration.CheckAsync(folder, checkout, options, time, cancellationToken);
        return await RestoreAsync(await LoseProductionAsync(display, cancellationToken), display, cancellationToken);
    }

    /// <summary>The first half, up to the disaster. On return, the object store has everything that a restore needs.</summary>
    internal async Task<LostProduction> LoseProductionAsync(IStepDisplay display, CancellationToken cancellationToken)
    {
        DateTimeOffset began = time.GetUtcNow();
        await using Production production = await Production.StartAsync(folder, checkout, options, time, display, cancellationToken);
        await production.StartTrafficAsync(cancellationToken);
        JsonObject backup = await production.BackUpAsync("BackUpDatabase", cancellationToken);
        TargetBeforeBackupException.ThrowIfBefore(options.At.SecondIn(began), (DateTimeOffset)backup["snapshotAt"]!, began);
        await production.BackUpAsync("ShipBinlogs", cancellationToken);
        DateTimeOffset target = options.At.SecondIn(began) ?? WholeSecond.Floor(time.GetUtcNow() + BeforeTarget);
        display.Say(
            options.At.IsLatest ? "Target = the latest: everything that was shipped" : $"Target T = {target:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        );
        await production.WaitUntilAsync("Traffic past T", target + AfterTarget, cancellationToken);
        JsonObject shipped = await production.BackUpAsync("ShipBinlogs", cancellationToken);
        await production.WaitUntilAsync("Traffic after last shipment", time.GetUtcNow() + AfterShipping, cancellationToken);
        DateTimeOffset struckAt = await production.DestroyAsync();
        IObjectStore store = new FolderObjectStore(folder.Store);
        await using (Stream journal = File.OpenRead(folder.Journal))
        {
            await store.PutStreamAsync(keys.Drill(folder.Id, "journal.jsonl"), journal, WriteCondition.IfAbsent, cancellationToken);
        }

        var timeline = new DrillTimeline
        {
            Format = DrillTimeline.CurrentFormat,
            DrillId = folder.Id,
            Estate = Production.EstateName,
            StartedAt = began,
            DestroyedAt = struckAt,
            RecoverableTo = (DateTimeOffset)shipped["shippedThrough"]!,
            Parts = production.Parts,
        };
        await store.PutJsonAsync(
            keys.Drill(folder.Id, DrillTimeline.Name),
            timeline,
            DrillJson.Default.DrillTimeline,
            WriteCondition.IfAbsent,
            cancellationToken
        );
        return new LostProduction(options.At.IsLatest ? "latest" : $"{target:yyyy-MM-dd'T'HH:mm:ss'Z'}", production.SiteFolder);
    }

    /// <summary>The second half: the deployed state machine restores from the object store alone and judges the drill.</summary>
    internal Task<ExecutionResult> RestoreAsync(LostProduction lost, IStepDisplay display, CancellationToken cancellationToken) =>
        Restoration.RunAsync(
            folder,
            checkout,
            options,
            new JsonObject
            {
                ["drillId"] = folder.Id,
                ["target"] = lost.Target,
                ["journalKey"] = keys.Drill(folder.Id, "journal.jsonl"),
                ["keep"] = options.Keep,
            },
            lost.KeptSite,
            time,
            display,
            cancellationToken
        );

    /// <summary>Copies evidence and report from the object store to the drill's folder. Null when the drill wrote no evidence.</summary>
    internal async Task<DrillEvidence?> CollectEvidenceAsync(CancellationToken cancellationToken)
    {
        IObjectStore store = new FolderObjectStore(folder.Store);
        foreach (
            (string name, string file) in ((string, string)[])
                [(DrillEvidence.Name, folder.Evidence), (DrillMeasuring.PageName, folder.Report)]
        )
        {
            string key = keys.Drill(folder.Id, name);
            if (await store.FindAsync(key, cancellationToken) is not null)
            {
                await using Stream content = await store.OpenReadAsync(key, ReadOptions.Whole, cancellationToken);
                await using FileStream copy = File.Create(file);
                await content.CopyToAsync(copy, cancellationToken);
            }
        }

        if (!File.Exists(folder.Evidence))
        {
            return null;
        }

        await using FileStream read = File.OpenRead(folder.Evidence);
        return await JsonSerializer.DeserializeAsync(read, DrillJson.Default.DrillEvidence, cancellationToken);
    }

    private async Task<int> ConcludeAsync(IAnsiConsole console, ExecutionResult outcome, CancellationToken cancellationToken)
    {
        if (await CollectEvidenceAsync(cancellationToken) is not { } evidence)
        {
            await Console.Error.WriteLineAsync(
                $"The drill wrote no evidence. The state machine ended with {outcome.Error}: {FailureText.Of(outcome.Cause)} "
                    + $"Histories and logs are in {folder.Aws}."
            );
            return 1;
        }

        Summary.Show(console, evidence);
        console.WriteLine();
        console.WriteLine($"Report    {folder.Report}");
        console.WriteLine($"Evidence  {folder.Evidence}");
        if (options.Keep)
        {
            KeptDrill.Say(console, folder, evidence);
        }

        return evidence.IsProven && outcome.Status == ExecutionStatus.Succeeded ? 0 : 1;
    }
}

/// <summary>The options of the command line.</summary>
/// <param name="Rows">The approximate number of rows in the estate.</param>
/// <param name="At">The second to restore to.</param>
/// <param name="Keep">Keep the restored instance and its site running after the drill.</param>
/// <param name="Native">Start the natively compiled program instead of the JIT build.</param>
/// <param name="Folder">The folder of all drills. Null means <c>.ops/drills/</c> of the checkout.</param>
internal sealed record DrillOptions(int Rows, TargetChoice At, bool Keep, bool Native, string? Folder);
