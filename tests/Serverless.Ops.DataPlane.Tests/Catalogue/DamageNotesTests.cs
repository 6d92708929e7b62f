using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Tests.Catalogue;

/// <summary>Notes about damaged objects in a real store.</summary>
public sealed class DamageNotesTests : IDisposable
{
    private const string SetId = "20261122T100000Z-00000001";
    private static readonly StoreKeys Keys = new("fern");
    private const string SegmentName = "mysql-bin.000001.4.binlog";
    private static readonly string Segment = StoreKeys.Set(Job.Binlog, SetId) + SegmentName;
    private static readonly string Object = StoreKeys.Set(Job.Database, SetId) + "rows/t.0.sql.zst";
    private readonly string folder = Directory.CreateTempSubdirectory("ops-notes-").FullName;
    private readonly FaultyStore store;
    private readonly DamageNotes notes;

    public DamageNotesTests()
    {
        store = new FaultyStore(new FolderObjectStore(folder));
        notes = new DamageNotes(store, "fern", TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"format":1,"estate":"fern","object":"OBJECT","what":"w","foundBy":"f","runId":"r","foundAt":"2026-11-22T10:00:00Z"}""")]
    [InlineData("2 fern OBJECT")]
    [InlineData("1 other OBJECT")]
    [InlineData("1 fern sets/elsewhere")]
    public async Task ANoteThatCannotBeUsed_CountsForNothing_AndIsNamed(string text)
    {
        if (text.Split(' ') is [var format, var estate, var about])
        {
            text =
                $$"""{"format":{{format}},"estate":"{{estate}}","object":"{{about}}","version":null,"what":"w","foundBy":"f","runId":"r","""
                + "\"foundAt\":\"2026-11-22T10:00:00Z\"}";
        }

        await PutAsync(Keys.DamageNote(Object), text.Replace("OBJECT", Object, StringComparison.Ordinal));
        await PutAsync("damage/fern/stray.txt", "stray");

        BackupCatalogue catalogue = await ReadAsync();

        catalogue.DamageNotes.ShouldBeEmpty();
        catalogue.UnusableNotes.Select(note => note.Key).ShouldBe([Keys.DamageNote(Object), "damage/fern/stray.txt"]);
        catalogue
            .UnusableNotes[0]
            .ToString()
            .ShouldContain($"Planning reads nothing from '{Keys.DamageNote(Object)}'. Delete it.", Case.Sensitive);
    }

    [Fact]
    public async Task ANoteThatIsGoneSinceTheListing_IsNone()
    {
        await PutAsync(Keys.DamageNote(Object), "{}");
        store.BeforeRead = key => store.DeleteAsync(key, null, Token);

        BackupCatalogue catalogue = await ReadAsync();

        (catalogue.DamageNotes.Count, catalogue.UnusableNotes.Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASecondRead_DecidesWhetherDamageIsNoted(bool isWhole)
    {
        await PutSegmentAsync(isWhole ? "whole" : "changed");

        if (isWhole)
        {
            ObjectWholeAfterAllException error = await Should.ThrowAsync<ObjectWholeAfterAllException>(FindDamageAsync);
            error.WhatHappened.ShouldEndWith($"A second read of '{Segment}' found it whole, so it is not noted as damaged.");
            (await ReadAsync()).DamageNotes.ShouldBeEmpty();
        }
        else
        {
            await Should.ThrowAsync<SegmentDamagedException>(FindDamageAsync);
            (await ReadAsync()).DamageNotes.ShouldHaveSingleItem().Object.ShouldBe(Segment);
        }
    }

    [Fact]
    public async Task AMissingObject_IsNoted()
    {
        await Should.ThrowAsync<SegmentDamagedException>(FindDamageAsync);

        (await ReadAsync()).DamageNotes.ShouldHaveSingleItem().Version.ShouldBeNull();
    }

    [Fact]
    public async Task AStoreThatIsAway_IsTransient_AndOneThatRefuses_IsNot()
    {
        await PutSegmentAsync("changed");
        store.IsDown = true;
        await Should.ThrowAsync<StoreUnavailableException>(FindDamageAsync);

        store.IsDenied = true;
        DamageNotNotedException refused = await Should.ThrowAsync<DamageNotNotedException>(FindDamageAsync);
        refused.IsTransient.ShouldBeFalse();
        refused.NextStep.ShouldStartWith("check the role's policy, the bucket's policy and the key's policy");
    }

    // A binlog set whose manifest expects a segment with the text "whole".
    private async Task PutSegmentAsync(string text)
    {
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("whole"u8));
        var entry = new SegmentEntry(SegmentName, "mysql-bin.000001", default, "", 4, 9, expected, false, 0, "", [], 0, []);
        var manifest = new BinlogManifest
        {
            Format = BinlogManifest.CurrentFormat,
            SetId = SetId,
            RunId = "r",
            Estate = "fern",
            StartedAt = default,
            FinishedAt = default,
            Lineage = new Lineage("11111111-1111-1111-1111-111111111111", 1, default),
            Server = new ServerDescription("10.11", new Dictionary<string, string>()),
            From = new BinlogCoordinates("mysql-bin.000001", 4, ""),
            To = new BinlogCoordinates("mysql-bin.000001", 9, ""),
            ShippedThrough = default,
            Segments = [entry],
        };
        await PutAsync(Segment, text);
        string key = StoreKeys.Manifest(Job.Binlog, SetId);
        await store.PutJsonAsync(key, manifest, ManifestJson.Default.BinlogManifest, WriteCondition.None, Token);
    }

    private Task FindDamageAsync() =>
        notes.WatchAsync<int>("CheckBinlogs", "r", () => throw new SegmentDamagedException(Segment, "a byte differs"), Token);

    private Task<BackupCatalogue> ReadAsync() => notes.AddToAsync(BackupCatalogue.Empty, Token);

    private Task PutAsync(string key, string text) =>
        store.PutBytesAsync(key, System.Text.Encoding.UTF8.GetBytes(text), WriteCondition.None, Token);
}
