using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Tests.Catalogue;

/// <summary>A manifest that cannot be used takes no other set with it.</summary>
public sealed class CatalogueReaderTests : IDisposable
{
    private const string One = "20261122T100000Z-00000001";
    private const string Two = "20261122T110000Z-00000002";
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly FolderObjectStore store;

    public CatalogueReaderTests() => store = new FolderObjectStore(folder.Path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Catalogue_HasTheDigestOfEachManifestAsStored()
    {
        await PutAsync(One, Set(One));

        BackupCatalogue catalogue = await ReadAsync();

        string key = KeyOf(One);
        catalogue.BinlogSets.ShouldHaveSingleItem().SetId.ShouldBe(One);
        catalogue
            .ManifestSha256[key]
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(await store.ReadAllBytesAsync(key, 100_000, Token))));
        catalogue.Damaged.ShouldBeEmpty();
    }

    [Fact]
    public async Task Manifest_OfAnotherSet_IsLeftOutAndNamed() =>
        await IsLeftOutAsync(Set(One), $"Object '{KeyOf(Two)}' holds the manifest of set {One}, which does not belong under this key.");

    [Fact]
    public async Task Manifest_WithTheKeyOfAnotherOne_IsLeftOutAndNamed() =>
        await IsLeftOutAsync(Set(Two) with { Key = KeyOf(One) }, $"Object '{KeyOf(Two)}' holds the manifest of set {Two}");

    [Fact]
    public async Task Manifest_OfAnOlderVersionWithoutAKey_IsUsed()
    {
        await PutAsync(One, Set(One) with { Key = null });

        (await ReadAsync()).BinlogSets.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("../20261122T100000Z-00000001/mysql-bin.000001.000000000000")]
    [InlineData("/sets/binlog/mysql-bin.000001.000000000000")]
    public async Task Manifest_WithAnObjectOutsideOfItsSet_IsLeftOutAndNamed(string name) =>
        await IsLeftOutAsync(Set(Two, name), $"Object '{KeyOf(Two)}' holds a manifest with the object '{name}', outside of the folder");

    [Fact]
    public async Task Manifest_ThatIsNoManifest_IsLeftOutAndNamed()
    {
        await PutAsync(One, Set(One));
        await store.PutBytesAsync(KeyOf(Two), "{ \"format\": 1 }"u8.ToArray(), WriteCondition.None, Token);

        ShouldHaveLeftOutTwo(await ReadAsync(), $"Object '{KeyOf(Two)}' is not a BinlogManifest in JSON");
    }

    [Fact]
    public async Task Manifest_WithAFlippedBit_IsLeftOutAndNamed()
    {
        await PutAsync(One, Set(One));
        await PutAsync(Two, Set(Two));
        string file = Directory
            .EnumerateFiles(folder.Path, "@*", SearchOption.AllDirectories)
            .Single(path => path.Contains(Two, StringComparison.Ordinal));
        byte[] bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[^200] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);

        ShouldHaveLeftOutTwo(await ReadAsync(), $"object '{KeyOf(Two)}'");
    }

    private async Task IsLeftOutAsync(BinlogManifest underTwo, string whatHappened)
    {
        await PutAsync(One, Set(One));
        await PutAsync(Two, underTwo);

        ShouldHaveLeftOutTwo(await ReadAsync(), whatHappened);
    }

    private static void ShouldHaveLeftOutTwo(BackupCatalogue catalogue, string whatHappened)
    {
        catalogue.BinlogSets.ShouldHaveSingleItem().SetId.ShouldBe(One);
        catalogue.ManifestSha256.Keys.ShouldBe([KeyOf(One)]);
        DamagedManifest damaged = catalogue.Damaged.ShouldHaveSingleItem();
        damaged.Key.ShouldBe(KeyOf(Two));
        damaged.WhatHappened.ShouldContain(whatHappened);
    }

    private Task<BackupCatalogue> ReadAsync() => new CatalogueReader(store).ReadAsync(Token);

    private Task PutAsync(string setId, BinlogManifest manifest) =>
        store.PutJsonAsync(KeyOf(setId), manifest, ManifestJson.Default.BinlogManifest, WriteCondition.None, Token);

    private static string KeyOf(string setId) => StoreKeys.Manifest(Job.Binlog, setId);

    private static BinlogManifest Set(string setId, string segment = "mysql-bin.000001.000000000000") =>
        new()
        {
            Format = BinlogManifest.CurrentFormat,
            Key = KeyOf(setId),
            SetId = setId,
            RunId = setId,
            Estate = "fern",
            StartedAt = Noon,
            FinishedAt = Noon,
            Lineage = new Lineage("6f9619ff-8b86-d011-b42d-00cf4fc964ff", 1, Noon),
            Server = new ServerDescription("10.11", new Dictionary<string, string>()),
            From = new BinlogCoordinates("mysql-bin.000001", 0, ""),
            To = new BinlogCoordinates("mysql-bin.000001", 400, ""),
            ShippedThrough = Noon,
            Segments = [new SegmentEntry(segment, "mysql-bin.000001", Noon, "", 0, 400, new string('0', 64), false, 0, "", [], 0, [], [])],
        };
}
