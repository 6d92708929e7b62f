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

/// <summary><c>./ops drill</c>: the order of things, from an estate at work to a verdict.</summary>
internal sealed class DrillRun(DrillFolder folder, Checkout checkout, DrillOptions options, TimeProvider time)
{
    // Where nobody looks at a terminal: addresses and paths stay in one piece.
    private const int LogWidth = 200;

    // T lies this long after the second shipment began, and traffic goes on this long after T.
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
                $"The drill has no folder: {failure.Message} Next: name one that this account may write to with --folder."
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
            await Console.Error.WriteLineAsync("Stopped. What was started has been ended; nothing was proven.");
            return 130;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"The drill could not be carried out: {failure.Message}");
            if (failure is not (HostJobFailedException or OpsException))
            {
                await File.WriteAllTextAsync(folder.Error, failure.ToString(), CancellationToken.None);
                await Console.Error.WriteLineAsync($"Where it happened is in {folder.Error}.");
            }

            return 1;
        }
    }

    internal async Task<ExecutionResult> RunAsync(IStepDisplay display, CancellationToken cancellationToken)
    {
        await Restoration.CheckAsync(folder, checkout, options, time, cancellationToken);
        return await RestoreAsync(await LoseProductionAsync(display, cancellationToken), display, cancellationToken);
    }

    /// <summary>Up to the disaster: everything that a restore needs is in the object store when it returns.</summary>
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
            options.At.IsLatest ? "Target T is the latest second that can be had" : $"Target T = {target:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        );
        await production.WaitUntilAsync("Traffic past T", target + AfterTarget, cancellationToken);
        JsonObject shipped = await production.BackUpAsync("ShipBinlogs", cancellationToken);
        await production.WaitUntilAsync("Traffic that is not shipped", time.GetUtcNow() + AfterShipping, cancellationToken);
        DateTimeOffset struckAt = await production.DestroyAsync();
        IObjectStore store = new FolderObjectStore(folder.Store);
        await using (Stream journal = File.OpenRead(folder.Journal))
        {
            await store.PutStreamAsync(StoreKeys.Drill(folder.Id, "journal.jsonl"), journal, WriteCondition.IfAbsent, cancellationToken);
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
            StoreKeys.Drill(folder.Id, DrillTimeline.Name),
            timeline,
            DrillJson.Default.DrillTimeline,
            WriteCondition.IfAbsent,
            cancellationToken
        );
        return new LostProduction(options.At.IsLatest ? "latest" : $"{target:yyyy-MM-dd'T'HH:mm:ss'Z'}", production.SiteFolder);
    }

    /// <summary>From the object store alone to the verdict: the deployed state machine.</summary>
    internal Task<ExecutionResult> RestoreAsync(LostProduction lost, IStepDisplay display, CancellationToken cancellationToken) =>
        Restoration.RunAsync(
            folder,
            checkout,
            options,
            new JsonObject
            {
                ["drillId"] = folder.Id,
                ["target"] = lost.Target,
                ["journalKey"] = StoreKeys.Drill(folder.Id, "journal.jsonl"),
                ["keep"] = options.Keep,
            },
            lost.KeptSite,
            time,
            display,
            cancellationToken
        );

    /// <summary>Copies evidence and report out of the object store; null when the drill wrote none.</summary>
    internal async Task<DrillEvidence?> CollectEvidenceAsync(CancellationToken cancellationToken)
    {
        IObjectStore store = new FolderObjectStore(folder.Store);
        foreach (
            (string name, string file) in ((string, string)[])
                [(DrillEvidence.Name, folder.Evidence), (DrillMeasuring.PageName, folder.Report)]
        )
        {
            string key = StoreKeys.Drill(folder.Id, name);
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
            await Console.Error.WriteLineAsync($"The drill ended without evidence: {outcome.Error} {FailureText.Of(outcome.Cause)}");
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

/// <summary>What a person chose on the command line.</summary>
/// <param name="Rows">About how many rows the estate has.</param>
/// <param name="At">Which second to restore to.</param>
/// <param name="Keep">Leave everything up afterwards.</param>
/// <param name="Native">Start the natively compiled program instead of the JIT build.</param>
/// <param name="Folder">Where drills are kept; null for the checkout's own <c>.ops/drills/</c>.</param>
internal sealed record DrillOptions(int Rows, TargetChoice At, bool Keep, bool Native, string? Folder);
