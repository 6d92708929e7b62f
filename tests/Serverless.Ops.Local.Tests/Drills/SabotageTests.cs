using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills.Stopping;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>Each test damages something between backup and restore. The drill must not be proven, and must name the damage.</summary>
[Slow]
public sealed class SabotageTests(LostProductionFixture production) : IClassFixture<LostProductionFixture>
{
    private readonly LostCopy copy = production.Copy();

    [Fact]
    public async Task Chunk_CutShort_IsNamed()
    {
        string chunk = copy.ObjectFile("sets/database/", "rows/0000005");
        await using (FileStream file = File.OpenWrite(chunk))
        {
            file.SetLength(file.Length / 2);
        }

        (await FailureAsync("StoreDamagedException")).ShouldContain("rows/0000005");
    }

    [Fact]
    public async Task Chunk_WithAFlippedByte_IsNamed()
    {
        FlipAByte(copy.ObjectFile("sets/database/", "rows/0000005"), []);

        (await FailureAsync("StoreDamagedException")).ShouldContain("rows/0000005");
    }

    [Fact]
    public async Task Segment_ThatIsGone_IsNamed()
    {
        string segment = Path.GetDirectoryName(copy.ObjectFile("sets/binlog/", "mysql-bin.000001."))!;
        Directory.Delete(segment, recursive: true);

        (await FailureAsync("ObjectNotFoundException")).ShouldContain(Path.GetFileName(segment));
    }

    [Fact]
    public async Task Segment_WithAFlippedByte_IsNamed()
    {
        string segment = copy.ObjectFile("sets/binlog/", "mysql-bin.000001.");
        FlipAByte(segment, "trf-"u8); // The log's checksums find it. Then the store's digest tells where it is.

        (await FailureAsync("StoreDamagedException")).ShouldContain(Path.GetFileName(Path.GetDirectoryName(segment)!));
    }

    [Fact]
    public async Task Set_WithoutItsManifest_DoesNotExist()
    {
        Directory.Delete(Path.GetDirectoryName(copy.ObjectFile("sets/database/", "manifest.json"))!, recursive: true);

        await FailureAsync("OnlyIncompleteSetsException");
    }

    [Fact]
    public async Task Shipment_WithoutItsManifest_IsAGap()
    {
        Directory.Delete(Path.GetDirectoryName(copy.ObjectFile("sets/binlog/", "manifest.json"))!, recursive: true);

        await FailureAsync("GapBeforeTargetException");
    }

    [Fact]
    public async Task Transaction_ThatWasAcknowledgedAndIsNotThere_DisprovesTheDrill()
    {
        string key = new StoreKeys("fern").Drill(copy.Folder.Id, "journal.jsonl");
        var store = new FolderObjectStore(copy.Folder.Store);
        byte[] journal;
        await using (Stream kept = await store.OpenReadAsync(key, ReadOptions.Whole, TestContext.Current.CancellationToken))
        {
            using var whole = new MemoryStream();
            await kept.CopyToAsync(whole, TestContext.Current.CancellationToken);
            journal = whole.ToArray();
        }

        const string Lost =
            """{"id":"trf-lost","kind":"request media","sentAt":"2026-01-01T00:00:00Z","acknowledgedAt":"2026-01-01T00:00:01Z","rows":["""
            + """{"table":"tabMedia Request","key":{"name":"trf-lost"},"after":{"title":"Lost"},"before":null}]}"""
            + "\n";
        using var longer = new MemoryStream([.. journal, .. System.Text.Encoding.UTF8.GetBytes(Lost)]);
        await store.PutStreamAsync(key, longer, WriteCondition.None, TestContext.Current.CancellationToken);

        (await FailureAsync("DrillDisprovedException")).ShouldContain("trf-lost");
    }

    [Fact]
    public async Task EncryptionKey_ThatIsAnother_FailsTheGate()
    {
        SiteConfig config = await SiteConfigFile.ReadAsync(copy.Lost.KeptSite, TestContext.Current.CancellationToken);
        string other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');
        await SiteConfigFile.WriteAsync(
            copy.Lost.KeptSite,
            config.With(new KeyValuePair<string, JsonNode?>("encryption_key", other)),
            TestContext.Current.CancellationToken
        );

        (await FailureAsync("WorkflowGateFailedException")).ShouldContain("encryption");
    }

    /// <summary>Restores from the damaged copy, checks that the restore fails with this error, and returns the failure's text.</summary>
    private async Task<string> FailureAsync(string error)
    {
        using var said = new StringWriter();

        ExecutionResult result = await copy.Drill.RestoreAsync(copy.Lost, new PlainDisplay(said), TestContext.Current.CancellationToken);

        (result.Status, result.Error).ShouldBe((ExecutionStatus.Failed, error), $"{result.Cause}\n{said}");
        DrillEvidence evidence = (await copy.Drill.CollectEvidenceAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
        evidence.IsProven.ShouldBeFalse();
        evidence.Reasons.ShouldNotBeEmpty();
        evidence.Failure.ShouldNotBeNull().Error.ShouldBe(error);
        string text = FailureText.Of(evidence.Failure.Cause);
        text.ShouldContain("Next: ");
        File.Exists(copy.Folder.Report).ShouldBeTrue();
        LeftoverProcesses.Find(copy.Folder.Root).ShouldBeEmpty();
        return text;
    }

    /// <param name="path">The file to damage.</param>
    /// <param name="after">The flipped byte follows the first occurrence of these bytes in the second half of the file.</param>
    private static void FlipAByte(string path, ReadOnlySpan<byte> after)
    {
        byte[] content = File.ReadAllBytes(path);
        int found = content.AsSpan(content.Length / 2).IndexOf(after);
        found.ShouldBeGreaterThanOrEqualTo(0);
        content[(content.Length / 2) + found + after.Length] ^= 0x10;
        File.WriteAllBytes(path, content);
    }
}
