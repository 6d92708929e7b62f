using System.Security.Cryptography;
using System.Text;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.Storage.Contract;

/// <summary>Tests the promises of <see cref="IObjectStore"/>. Every adapter runs all tests, each on an empty store.</summary>
public abstract class ObjectStoreConformance
{
    /// <summary>Object size at which the adapter changes its method, such as an S3 part. Tests use sizes around its multiples.</summary>
    protected abstract int Boundary { get; }

    protected abstract IObjectStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 1000)]
    [InlineData(1, -1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, -1)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 17)]
    public async Task Object_OfAnySize_ComesBackWhole(int boundaries, int more)
    {
        byte[] bytes = SomeBytes((boundaries * Boundary) + more);

        ObjectDescription stored = await Store.PutBytesAsync("dir/object", bytes, WriteCondition.None, Cancellation);

        stored.Bytes.ShouldBe(bytes.Length);
        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await ReadAsync("dir/object")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await ReadAsync("dir/object", stored.Version)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        ObjectDescription found = (await Store.FindAsync("dir/object", Cancellation)).ShouldNotBeNull();
        found.ShouldSatisfyAllConditions(
            () => found.Bytes.ShouldBe(stored.Bytes),
            () => found.ETag.ShouldBe(stored.ETag),
            () => found.Version.ShouldBe(stored.Version),
            () => found.StoredAt.Offset.ShouldBe(TimeSpan.Zero)
        );
        List<ObjectDescription> listed = await ToListAsync(Store.ListAsync("", Cancellation));
        listed.ShouldHaveSingleItem().ShouldBe(found with { Sha256 = listed[0].Sha256 });
    }

    [Fact]
    public async Task Upload_WrittenInPiecesOfAnySize_IsTheirConcatenation()
    {
        byte[] bytes = SomeBytes((2 * Boundary) + 12345);
        await using ObjectUpload upload = await Store.CreateAsync("pieces", WriteCondition.None, Cancellation);
        var random = new Random(7);
        for (int at = 0; at < bytes.Length; )
        {
            int length = Math.Min(bytes.Length - at, random.Next(0, 3) == 0 ? random.Next(0, 10) : random.Next(0, 300_000));
            await upload.Content.WriteAsync(bytes.AsMemory(at, length), Cancellation);
            at += length;
        }

        await upload.CompleteAsync(Cancellation);

        (await ReadAsync("pieces")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task Upload_NotYetComplete_IsInvisible()
    {
        await using ObjectUpload upload = await Store.CreateAsync("invisible", WriteCondition.None, Cancellation);
        await upload.Content.WriteAsync(SomeBytes((2 * Boundary) + 1), Cancellation);

        (await Store.FindAsync("invisible", Cancellation)).ShouldBeNull();
        (await ToListAsync(Store.ListVersionsAsync("", Cancellation))).ShouldBeEmpty();
        await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("invisible"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Upload_DisposedBeforeItIsComplete_LeavesNothing(int boundaries)
    {
        await using (ObjectUpload upload = await Store.CreateAsync("abandoned", WriteCondition.None, Cancellation))
        {
            await upload.Content.WriteAsync(SomeBytes((boundaries * Boundary) + 1), Cancellation);
        }

        await ShouldHoldNothingAsync();
    }

    [Fact]
    public async Task Upload_Cancelled_LeavesNothing()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using ObjectUpload upload = await Store.CreateAsync("cancelled", WriteCondition.None, cancellation.Token);
            await upload.Content.WriteAsync(SomeBytes((2 * Boundary) + 1), cancellation.Token);
            await cancellation.CancelAsync();
            await upload.Content.WriteAsync(SomeBytes(2 * Boundary), cancellation.Token);
            await upload.CompleteAsync(cancellation.Token);
        });

        await ShouldHoldNothingAsync();
    }

    [Fact]
    public async Task Upload_ContentDisposedByACompressor_CanStillBeCompleted()
    {
        await using ObjectUpload upload = await Store.CreateAsync("disposed", WriteCondition.None, Cancellation);
        await using (upload.Content)
        {
            await upload.Content.WriteAsync("abc"u8.ToArray(), Cancellation);
        }

        (await upload.CompleteAsync(Cancellation)).Bytes.ShouldBe(3);
    }

    [Fact]
    public async Task Upload_CompletedTwice_Throws()
    {
        await using ObjectUpload upload = await Store.CreateAsync("twice", WriteCondition.None, Cancellation);
        await upload.CompleteAsync(Cancellation);

        await Should.ThrowAsync<ObjectDisposedException>(() => upload.CompleteAsync(Cancellation));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await upload.Content.WriteAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Streams_UsedSynchronously_Refuse()
    {
        await using ObjectUpload upload = await Store.CreateAsync("synchronous", WriteCondition.None, Cancellation);
        Should.Throw<NotSupportedException>(() => upload.Content.Write([1], 0, 1));
        await upload.CompleteAsync(Cancellation);
        await using Stream content = await Store.OpenReadAsync("synchronous", ReadOptions.Whole, Cancellation);
        Should.Throw<NotSupportedException>(() => content.ReadByte());
    }

    [Fact]
    public async Task Versions_OfAKey_AreAllReadableAndListedNewestFirst()
    {
        ObjectDescription first = await PutAsync("k", "one");
        ObjectDescription second = await PutAsync("k", "two");
        ObjectDescription third = await PutAsync("k", "two");

        (await ReadTextAsync("k")).ShouldBe("two");
        (await ReadTextAsync("k", first.Version)).ShouldBe("one");
        first.ETag.ShouldNotBe(second.ETag);
        List<ObjectVersion> versions = await ToListAsync(Store.ListVersionsAsync("", Cancellation));
        versions
            .Select(v => (v.Key, v.Version, v.Bytes, v.IsNewest, v.IsDeleteMarker))
            .ShouldBe([
                ("k", third.Version, 3, true, false),
                ("k", second.Version, 3, false, false),
                ("k", first.Version, 3, false, false),
            ]);
    }

    [Fact]
    public async Task Delete_WithoutAVersion_HidesTheKeyAndKeepsItsVersions()
    {
        ObjectDescription stored = await PutAsync("k", "one");
        await PutAsync("k/below", "other");

        await Store.DeleteAsync("k", version: null, Cancellation);

        (await Store.FindAsync("k", Cancellation)).ShouldBeNull();
        await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("k"));
        (await KeysAsync("")).ShouldBe(["k/below"]);
        (await ReadTextAsync("k", stored.Version)).ShouldBe("one");
        List<ObjectVersion> versions = await ToListAsync(Store.ListVersionsAsync("k", Cancellation));
        versions
            .Select(v => (v.Key, v.IsNewest, v.IsDeleteMarker))
            .ShouldBe([("k", true, true), ("k", false, false), ("k/below", true, false)]);

        await Store.DeleteAsync("k", versions[0].Version, Cancellation);

        (await ReadTextAsync("k")).ShouldBe("one", "removing the delete marker brings the object back");
    }

    [Fact]
    public async Task Delete_OfOneVersion_RemovesThatOneForGood()
    {
        ObjectDescription first = await PutAsync("k", "one");
        ObjectDescription second = await PutAsync("k", "two");

        await Store.DeleteAsync("k", second.Version, Cancellation);

        (await ReadTextAsync("k")).ShouldBe("one");
        await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("k", second.Version));
        await Store.DeleteAsync("k", first.Version, Cancellation);
        await ShouldHoldNothingAsync();
    }

    [Fact]
    public async Task Delete_OfWhatIsNotThere_Succeeds()
    {
        await Store.DeleteAsync("nothing", version: null, Cancellation);
        ObjectDescription stored = await PutAsync("k", "one");
        await PutAsync("k", "two");
        await Store.DeleteAsync("k", stored.Version, Cancellation);

        await Store.DeleteAsync("k", stored.Version, Cancellation);

        (await KeysAsync("")).ShouldBe(["k"]);
    }

    [Fact]
    public async Task IfAbsent_OnlyTheFirstWrite_Succeeds()
    {
        await PutAsync("k", "one", WriteCondition.IfAbsent);

        WriteConflictException conflict = await Should.ThrowAsync<WriteConflictException>(() =>
            PutAsync("k", "two", WriteCondition.IfAbsent)
        );

        conflict.Message.ShouldContain("'k'");
        (await ReadTextAsync("k")).ShouldBe("one");
        (await ToListAsync(Store.ListVersionsAsync("", Cancellation))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task IfAbsent_OfABigObject_IsJudgedWhenItIsComplete()
    {
        await using ObjectUpload late = await Store.CreateAsync("k", WriteCondition.IfAbsent, Cancellation);
        await late.Content.WriteAsync(SomeBytes((2 * Boundary) + 1), Cancellation);
        await PutAsync("k", "first");

        await Should.ThrowAsync<WriteConflictException>(() => late.CompleteAsync(Cancellation));

        (await ReadTextAsync("k")).ShouldBe("first");
        (await ToListAsync(Store.ListVersionsAsync("", Cancellation))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task IfAbsent_BehindADeleteMarker_Succeeds()
    {
        await PutAsync("k", "one");
        await Store.DeleteAsync("k", version: null, Cancellation);

        await PutAsync("k", "two", WriteCondition.IfAbsent);

        (await ReadTextAsync("k")).ShouldBe("two");
    }

    [Fact]
    public async Task IfMatch_OfAnOldOrMissingVersion_Conflicts()
    {
        ObjectDescription first = await PutAsync("k", "one");
        ObjectDescription second = await PutAsync("k", "two", WriteCondition.IfMatch(first.ETag));

        await Should.ThrowAsync<WriteConflictException>(() => PutAsync("k", "three", WriteCondition.IfMatch(first.ETag)));
        await Should.ThrowAsync<WriteConflictException>(() => PutAsync("other", "three", WriteCondition.IfMatch(second.ETag)));

        (await ReadTextAsync("k")).ShouldBe("two");
        (await KeysAsync("")).ShouldBe(["k"]);
    }

    [Fact]
    public async Task IfAbsent_ByManyAtOnce_HasExactlyOneWinner()
    {
        for (int round = 0; round < 5; round++)
        {
            string key = $"race/{round}";
            int[] outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(async i =>
                    {
                        try
                        {
                            await PutAsync(key, $"writer {i}", WriteCondition.IfAbsent);
                            return i;
                        }
                        catch (WriteConflictException)
                        {
                            return -1;
                        }
                    })
            );

            int winner = outcomes.Where(i => i >= 0).ShouldHaveSingleItem();
            (await ReadTextAsync(key)).ShouldBe($"writer {winner}");
            (await ToListAsync(Store.ListVersionsAsync(key, Cancellation))).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task IfMatch_ByManyAtOnce_LosesNoUpdate()
    {
        await PutAsync("counter", "0");

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    for (int done = 0; done < 10; )
                    {
                        ObjectDescription found = (await Store.FindAsync("counter", Cancellation))!;
                        int next = int.Parse(await ReadTextAsync("counter", found.Version)) + 1;
                        try
                        {
                            await PutAsync("counter", next.ToString(), WriteCondition.IfMatch(found.ETag));
                            done++;
                        }
                        catch (WriteConflictException)
                        {
                            // Another writer was first, so the next round reads again.
                        }
                    }
                })
        );

        (await ReadTextAsync("counter")).ShouldBe("40");
    }

    [Fact]
    public async Task Writers_OfOneKeyAtOnce_EachLeaveAWholeVersion()
    {
        var contents = Enumerable.Range(0, 8).Select(i => SomeBytes(100_000 + i, seed: i)).ToList();

        ObjectDescription[] stored = await Task.WhenAll(
            contents.Select(bytes => Store.PutBytesAsync("k", bytes, WriteCondition.None, Cancellation))
        );

        stored.Select(s => s.Version).Distinct(StringComparer.Ordinal).Count().ShouldBe(8);
        for (int i = 0; i < contents.Count; i++)
        {
            (await ReadAsync("k", stored[i].Version)).AsSpan().SequenceEqual(contents[i]).ShouldBeTrue();
        }

        (await ToListAsync(Store.ListVersionsAsync("", Cancellation)))
            .Select(v => v.Version)
            .ShouldBe(stored.Select(s => s.Version), ignoreOrder: true);
    }

    [Fact]
    public async Task Listing_OfAnyKeysAndPrefixes_IsCompleteAndInByteOrder()
    {
        string[] keys =
        [
            "a",
            "a!",
            "a/b",
            "a/b/c",
            "a0",
            "a-b",
            "a.b",
            "ab",
            "A",
            "a/b!",
            "a/b0",
            "a b",
            "a+b",
            "a%20b",
            "a%2Fb",
            "tab%20",
            "tab 1/x.zst",
            "tabUser/1",
            "ä",
            "ä/ö",
            "\u00e9",
            "e\u0301",
            "日本語/キー",
            "\uffee",
            "\U0001F600",
            "\U0001F600/x",
            "a\u0001b",
            "a\nb",
            "a\\b",
            "a&b<c>\"d'",
            "a*b?c",
            "@0000000000000000-1-2",
            "x/@y",
            "...",
            ".env",
            "~",
            "a~",
            "-",
            "con",
            new string('l', 79),
            new string('l', 80),
            new string('l', 80) + "/x",
            new string('l', 80) + "!",
            new string('l', 81),
            new string('l', 160),
            new string('l', 160) + "/y",
            new string('m', 1024),
            new string('é', 512),
            string.Join('/', Enumerable.Repeat("ü", 341)),
        ];
        foreach (string key in keys)
        {
            await PutAsync(key, key);
        }

        foreach (
            string? prefix in new[]
            {
                "",
                "a",
                "a/",
                "a/b",
                "A",
                "tab",
                "tab%20",
                "tab ",
                "ä",
                "日本",
                "日本語/",
                "\U0001F600",
                "l",
                new string('l', 80),
                new string('l', 81),
                "x/@",
                ".",
                "a.",
                "none",
                "a/none/x",
                "e",
            }
        )
        {
            var expected = keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
                .Order(Comparer<string>.Create(ObjectKey.Compare))
                .ToList();
            (await KeysAsync(prefix)).ShouldBe(expected, $"prefix '{prefix}'");
            (await ToListAsync(Store.ListVersionsAsync(prefix, Cancellation)))
                .Select(v => v.Key)
                .ShouldBe(expected, $"versions under '{prefix}'");
        }

        foreach (string key in keys)
        {
            (await ReadTextAsync(key)).ShouldBe(key);
        }
    }

    [Fact]
    public async Task Listing_OfMoreThanAPage_GivesEverythingOnce()
    {
        var keys = Enumerable.Range(0, 1_050).Select(i => $"page/{i:d5}").ToList();
        await InParallelAsync(keys, key => PutAsync(key, key));

        (await KeysAsync("page/")).ShouldBe(keys);
        (await ToListAsync(Store.ListVersionsAsync("page/", Cancellation))).Select(v => v.Key).ShouldBe(keys);
    }

    [Fact]
    public async Task Listing_BehindMoreThanAPageOfDeleteMarkers_FindsWhatFollows()
    {
        var hidden = Enumerable.Range(0, 1_050).Select(i => $"gone/{i:d5}").ToList();
        await InParallelAsync(
            hidden,
            async key =>
            {
                ObjectDescription stored = await PutAsync(key, "x");
                await Store.DeleteAsync(key, version: null, Cancellation);
                await Store.DeleteAsync(key, stored.Version, Cancellation);
            }
        );
        await PutAsync("here", "x");

        (await KeysAsync("")).ShouldBe(["here"]);
        List<ObjectVersion> versions = await ToListAsync(Store.ListVersionsAsync("", Cancellation));
        versions.Count(v => v.IsDeleteMarker).ShouldBe(1_050);
        versions[^1].Key.ShouldBe("here");
    }

    [Fact]
    public async Task Ranges_InsideTheObject_GiveExactlyTheirBytes()
    {
        byte[] bytes = SomeBytes((3 * Boundary) + 100);
        await Store.PutBytesAsync("k", bytes, WriteCondition.None, Cancellation);
        (long Offset, long? Bytes)[] ranges =
        [
            (0, 0),
            (0, 1),
            (0, Boundary),
            (0, Boundary + 1),
            (1, null),
            (Boundary - 1, 2),
            (Boundary, Boundary),
            (17, (2 * Boundary) + 5),
            (bytes.Length - 1, 1),
            (bytes.Length - 1, null),
            (bytes.Length, null),
            (bytes.Length, 0),
            (0, bytes.Length),
        ];

        foreach ((long offset, long? length) in ranges)
        {
            Memory<byte> expected = bytes.AsMemory((int)offset, (int)(length ?? bytes.Length - offset));
            (await ReadAsync("k", options: new ReadOptions(Offset: offset, Bytes: length)))
                .AsSpan()
                .SequenceEqual(expected.Span)
                .ShouldBeTrue($"{offset} +{length}");
        }
    }

    [Fact]
    public async Task Ranges_NotInsideTheObject_AreShortReads()
    {
        await PutAsync("k", "0123456789");
        await PutAsync("empty", "");

        ShortReadException error = await Should.ThrowAsync<ShortReadException>(() =>
            ReadAsync("k", options: new ReadOptions(Offset: 8, Bytes: 5))
        );

        (error.Offset, error.Needed, error.Got).ShouldBe((8, 5, 2));
        error.Message.ShouldContain("a read of 'k' from byte 8 needed 5 bytes and got 2");
        await Should.ThrowAsync<ShortReadException>(() => ReadAsync("k", options: new ReadOptions(Offset: 11)));
        await Should.ThrowAsync<ShortReadException>(() => ReadAsync("empty", options: new ReadOptions(Bytes: 1)));
        await Should.ThrowAsync<InvalidInputException>(() => ReadAsync("k", options: new ReadOptions(Offset: -1)));
    }

    [Fact]
    public async Task Missing_IsAnErrorOfReadsAndNullOfFind()
    {
        await PutAsync("there", "x");

        ObjectNotFoundException error = await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("not there"));

        error.Message.ShouldContain("'not there'");
        (await Store.FindAsync("not there", Cancellation)).ShouldBeNull();
        (await Store.FindAsync("the", Cancellation)).ShouldBeNull("a prefix is not a key");
        (await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("there", "no-such-version"))).Message.ShouldContain(
            "no-such-version"
        );
        await Should.ThrowAsync<ObjectNotFoundException>(() => ReadAsync("there/below"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("a\0b")]
    [InlineData("1025")]
    [InlineData("surrogate")]
    public async Task Key_ThatIsNone_IsRefusedByEveryCall(string shown)
    {
        string key = shown switch
        {
            "1025" => new string('a', 1025),
            "surrogate" => "a\ud800b",
            _ => shown,
        };
        await Should.ThrowAsync<InvalidInputException>(() => Store.CreateAsync(key, WriteCondition.None, Cancellation));
        await Should.ThrowAsync<InvalidInputException>(() => Store.OpenReadAsync(key, ReadOptions.Whole, Cancellation));
        await Should.ThrowAsync<InvalidInputException>(() => Store.FindAsync(key, Cancellation));
        await Should.ThrowAsync<InvalidInputException>(() => Store.DeleteAsync(key, null, Cancellation));
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("../")]
    [InlineData("../a")]
    public async Task Prefix_OfNoKey_IsRefused(string prefix) => await Should.ThrowAsync<InvalidInputException>(() => KeysAsync(prefix));

    [Fact]
    public async Task Read_OfAKeyThatIsOverwrittenMeanwhile_StaysWithItsVersion()
    {
        byte[] before = SomeBytes(3 * Boundary, seed: 1);
        await Store.PutBytesAsync("k", before, WriteCondition.None, Cancellation);
        await using Stream content = await Store.OpenReadAsync("k", ReadOptions.Whole, Cancellation);
        byte[] start = new byte[10];
        await content.ReadExactlyAsync(start, Cancellation);

        await Store.PutBytesAsync("k", SomeBytes(3 * Boundary, seed: 2), WriteCondition.None, Cancellation);

        using var rest = new MemoryStream();
        await content.CopyToAsync(rest, Cancellation);
        before.AsSpan(10).SequenceEqual(rest.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public async Task Calls_ThatAreCancelled_SayThat()
    {
        await PutAsync("k", "x");
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.FindAsync("k", cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.OpenReadAsync("k", ReadOptions.Whole, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.DeleteAsync("k", null, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => ToListAsync(Store.ListAsync("", cancelled)));
        (await KeysAsync("")).ShouldBe(["k"]);
    }

    /// <summary>Number of leftovers that the contract does not show: staging files, or unfinished multipart uploads.</summary>
    protected abstract Task<int> LeftoversAsync();

    protected static byte[] SomeBytes(int length, int seed = 42)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (T? item in items)
        {
            all.Add(item);
        }

        return all;
    }

    protected async Task<byte[]> ReadAsync(string key, string? version = null, ReadOptions? options = null)
    {
        await using Stream content = await Store.OpenReadAsync(key, options ?? new ReadOptions(version), Cancellation);
        using var all = new MemoryStream();
        await content.CopyToAsync(all, Cancellation);
        return all.ToArray();
    }

    private static Task InParallelAsync(IEnumerable<string> keys, Func<string, Task> act) =>
        Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation },
            async (key, _) => await act(key)
        );

    private async Task<string> ReadTextAsync(string key, string? version = null) => Encoding.UTF8.GetString(await ReadAsync(key, version));

    private Task<ObjectDescription> PutAsync(string key, string text, WriteCondition? condition = null) =>
        Store.PutBytesAsync(key, Encoding.UTF8.GetBytes(text), condition ?? WriteCondition.None, Cancellation);

    private async Task<List<string>> KeysAsync(string prefix) =>
        (await ToListAsync(Store.ListAsync(prefix, Cancellation))).ConvertAll(o => o.Key);

    private async Task ShouldHoldNothingAsync()
    {
        (await ToListAsync(Store.ListVersionsAsync("", Cancellation))).ShouldBeEmpty();
        (await LeftoversAsync()).ShouldBe(0);
    }
}
