using Microsoft.Extensions.Time.Testing;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.Storage.Folder;

public sealed class FolderObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Writers_KilledAtAnyMoment_LeaveOnlyWholeObjectsAndAllThatWereAcknowledged()
    {
        var store = new FolderObjectStore(folder.Path);
        List<string> acknowledged = [];
        for (int round = 0; round < 12; round++)
        {
            using var one = StoreProcess.Start("write", folder.Path, $"{2 * round}");
            using var two = StoreProcess.Start("write", folder.Path, $"{(2 * round) + 1}");
            acknowledged.Add((await one.HearAsync(Cancellation))!);
            acknowledged.Add((await two.HearAsync(Cancellation))!);

            // Reads while both processes write. Each round reads more versions, so the kill comes at another moment.
            _ = await ReadAllVersionsAsync(store);
            acknowledged.AddRange((await one.KillAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            acknowledged.AddRange((await two.KillAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        HashSet<string> whole = await ReadAllVersionsAsync(new FolderObjectStore(folder.Path));

        acknowledged.Count.ShouldBeGreaterThan(24);
        // The last line of a killed process may be cut off. Every whole line promises that its version is stored.
        acknowledged
            .Select(line => line.Split(' '))
            .Where(line => line is [_, _, { Length: 64 }])
            .Select(line => $"{line[0]} {line[1]}")
            .Except(whole, StringComparer.Ordinal)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task StagingFiles_OfDeadProcesses_GoOnceTheyAreOldAndThoseInUseStay()
    {
        var store = new FolderObjectStore(folder.Path);
        await using ObjectUpload upload = await store.CreateAsync("in-use", WriteCondition.None, Cancellation);
        string staging = Path.Combine(folder.Path, "staging");
        await File.WriteAllTextAsync(Path.Combine(staging, "dead"), "half", Cancellation);
        var soon = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(50));
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(70));

        _ = new FolderObjectStore(folder.Path, soon);
        File.Exists(Path.Combine(staging, "dead")).ShouldBeTrue();
        _ = new FolderObjectStore(folder.Path, later);

        File.Exists(Path.Combine(staging, "dead")).ShouldBeFalse();
        await upload.Content.WriteAsync("abc"u8.ToArray(), Cancellation);
        (await upload.CompleteAsync(Cancellation)).Bytes.ShouldBe(3);
    }

    [Fact]
    public async Task Versions_WhenTheClockIsSetBack_StillFollowOneAnother()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var store = new FolderObjectStore(folder.Path, time);
        ObjectDescription first = await store.PutBytesAsync("k", "1"u8.ToArray(), WriteCondition.None, Cancellation);
        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromDays(1));

        ObjectDescription second = await store.PutBytesAsync("k", "2"u8.ToArray(), WriteCondition.None, Cancellation);

        string.CompareOrdinal(second.Version, first.Version).ShouldBeGreaterThan(0);
        (await store.FindAsync("k", Cancellation))!.Version.ShouldBe(second.Version);
        first.StoredAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("cut")]
    [InlineData("longer")]
    public async Task File_ThatWasDamaged_IsAnErrorThatNamesKeyAndVersion(string how)
    {
        var store = new FolderObjectStore(folder.Path);
        ObjectDescription stored = await store.PutBytesAsync("sets/k", new byte[100_000], WriteCondition.None, Cancellation);
        await using (FileStream file = File.OpenWrite(Directory.EnumerateFiles(folder.Path, "@*", SearchOption.AllDirectories).Single()))
        {
            file.Position = how == "longer" ? 100_000 : 50_000;
            if (how == "cut")
            {
                file.SetLength(50_000);
            }
            else
            {
                file.WriteByte(1);
            }
        }

        StoreDamagedException error = await Should.ThrowAsync<StoreDamagedException>(() =>
            store.ReadAllBytesAsync("sets/k", 200_000, Cancellation)
        );

        error.Message.ShouldContain("'sets/k'");
        error.Message.ShouldContain(stored.Version);
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task WholeRead_OfADamagedFile_NeverHandsOutItsLastByte()
    {
        var store = new FolderObjectStore(folder.Path);
        await store.PutBytesAsync("k", new byte[10], WriteCondition.None, Cancellation);
        await File.WriteAllBytesAsync(
            Directory.EnumerateFiles(folder.Path, "@*", SearchOption.AllDirectories).Single(),
            new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
            Cancellation
        );
        await using Stream content = await store.OpenReadAsync("k", ReadOptions.Whole, Cancellation);

        await Should.ThrowAsync<StoreDamagedException>(async () => await content.ReadExactlyAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task ForeignFiles_InTheTree_AreNoObjects()
    {
        var store = new FolderObjectStore(folder.Path);
        await store.PutBytesAsync("a/b", "x"u8.ToArray(), WriteCondition.None, Cancellation);
        Directory.CreateDirectory(Path.Combine(folder.Path, "objects", "lost+found"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "objects", "white space"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "objects", "a", "b", "notes.txt"), "x", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "objects", "a", "@0000-1-2"), "x", Cancellation);

        var keys = new List<string>();
        await foreach (ObjectDescription found in store.ListAsync("", Cancellation))
        {
            keys.Add(found.Key);
        }

        keys.ShouldBe(["a/b"]);
    }

    [Fact]
    public async Task Disk_ThatIsFull_IsATypedErrorAndTheUploadLeavesNothing()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 4);
        var store = new FolderObjectStore(disk.Folder);
        await store.PutBytesAsync("small", new byte[1000], WriteCondition.None, Cancellation);

        StoreFullException error = await Should.ThrowAsync<StoreFullException>(() =>
            store.PutBytesAsync("sets/big", new byte[8_000_000], WriteCondition.None, Cancellation)
        );

        error.Message.ShouldContain("'sets/big'");
        error.Message.ShouldContain(store.Name);
        error.IsTransient.ShouldBeFalse();
        Directory.EnumerateFiles(Path.Combine(disk.Folder, "staging")).ShouldBeEmpty();
        (await store.FindAsync("sets/big", Cancellation)).ShouldBeNull();
        await store.PutBytesAsync("after", new byte[1_000_000], WriteCondition.None, Cancellation);
    }

    /// <summary>Reads every version, which throws if its length or SHA-256 differs from the stored one.</summary>
    private static async Task<HashSet<string>> ReadAllVersionsAsync(FolderObjectStore store)
    {
        HashSet<string> whole = new(StringComparer.Ordinal);
        await foreach (ObjectVersion version in store.ListVersionsAsync("", Cancellation))
        {
            await using Stream content = await store.OpenReadAsync(version.Key, new ReadOptions(version.Version), Cancellation);
            await content.CopyToAsync(Stream.Null, Cancellation);
            whole.Add($"{version.Key} {version.Version}");
        }

        return whole;
    }
}
