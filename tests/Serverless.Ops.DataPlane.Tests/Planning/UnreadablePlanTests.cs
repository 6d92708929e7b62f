using System.Text;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Planning;

/// <summary>A plan in the store that is empty, damaged or of another version of the program.</summary>
public sealed class UnreadablePlanTests : IDisposable
{
    private const string Key = "plans/fern/r.json";
    private readonly TemporaryFolder folder = new();
    private readonly FolderObjectStore store;
    private readonly PlanStore plans;

    public UnreadablePlanTests()
    {
        store = new FolderObjectStore(folder.Path);
        plans = new PlanStore(store, "fern", TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<plan/>")]
    public async Task APlanThatCannotBeRead_IsNamed_WithTheNextStep(string text)
    {
        await store.PutBytesAsync(Key, Encoding.UTF8.GetBytes(text), WriteCondition.None, Cancellation);

        foreach (
            Func<Task> use in (Func<Task>[])
                [() => plans.ReadAsync(Key, Cancellation), () => plans.MakeAsync("r", RestoreTarget.Latest, null, Cancellation)]
        )
        {
            PlanUnreadableException error = await Should.ThrowAsync<PlanUnreadableException>(use);
            error.WhatHappened.ShouldStartWith($"The restore plan '{Key}' cannot be read: ");
            error.NextStep.ShouldStartWith("start the restore again with another run id");
        }
    }

    [Fact]
    public async Task APlanOfAnotherFormat_IsRefused_AndNamesBothFormats()
    {
        var plan = new RestorePlan
        {
            Format = 2,
            RunId = "r",
            Estate = "fern",
            PlannedAt = default,
            Asked = "latest",
            Target = default,
            Lineage = new Lineage("l", 1, default),
            DatabaseSetId = "20261122T020000Z-1f2e3d4c",
            ReplayFrom = new("mysql-bin.000001", 4, ""),
            ReplayTo = new("mysql-bin.000001", 4, ""),
            Segments = [],
            ExpectedLoss = default,
            Warnings = [],
            ImportTextBytes = 0,
            ReplayBytes = 0,
        };
        await store.PutJsonAsync(Key, plan, PlanJson.Default.RestorePlan, WriteCondition.None, Cancellation);

        (await Should.ThrowAsync<UnknownFormatException>(() => plans.ReadAsync(Key, Cancellation))).WhatHappened.ShouldBe(
            $"Object '{Key}' has format 2, and this version of the program knows format 1."
        );
    }
}
