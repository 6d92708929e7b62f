using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.S3;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

/// <summary>The requests on the wire, and the result when the network or the store fails.</summary>
[Collection(GatewayCollection.Name)]
[Slow]
public sealed class S3ObjectStoreTests(GatewayFixture fixture) : IAsyncLifetime
{
    private const int PartBytes = S3StoreOptions.SmallestPartBytes;

    private static readonly S3StoreOptions Options = new()
    {
        PartBytes = PartBytes,
        RangeBytes = 1_000_000,
        Attempts = 4,
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
    };

    private S3ObjectStore store = null!;
    private S3Proxy proxy = null!;
    private AmazonS3Client client = null!;
    private string bucket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bucket = await fixture.NewBucketAsync();
        proxy = await S3Proxy.StartAsync(fixture.Gateway.Endpoint);
        client = CephGateway.Client(proxy.Endpoint);
        store = new S3ObjectStore(client, bucket, "", Options);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task Creates_WithAKmsKey_SayItAndEveryBodyHasItsChecksum()
    {
        proxy.DemandedKmsKey = "arn:aws:kms:eu-central-1:111122223333:key/backup";
        await Should.ThrowAsync<StoreAccessDeniedException>(() => PutAsync("refused", 10));
        var encrypted = new S3ObjectStore(client, bucket, "", Options with { KmsKeyId = proxy.DemandedKmsKey });

        await encrypted.PutBytesAsync("small", SomeBytes(10), WriteCondition.None, Cancellation);
        await encrypted.PutBytesAsync("big", SomeBytes((2 * PartBytes) + 1), WriteCondition.IfAbsent, Cancellation);

        proxy.Seen.Where(r => r.IsPart).Count().ShouldBe(3);
        proxy.Seen.Where(r => r.IsPut || r.IsPart || r.IsComplete).ShouldAllBe(r => r.Header("x-amz-checksum-crc32") != null);
        proxy
            .Seen.Where(r => (r.IsPut || r.IsInitiate) && !r.Path.EndsWith("refused", StringComparison.Ordinal))
            .ShouldAllBe(r => r.Header("x-amz-server-side-encryption") == "aws:kms");
        proxy.Seen.Single(r => r.IsComplete).Header("if-none-match").ShouldBe("*");
        proxy
            .Seen.Single(r => r.IsComplete)
            .Header("x-amz-mp-object-size")
            .ShouldBe(((2 * PartBytes) + 1).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task SmallObject_IsOnePut()
    {
        await PutAsync("k", PartBytes);

        proxy.Seen.Count(r => r.IsPut).ShouldBe(1);
        proxy.Seen.ShouldNotContain(r => r.IsInitiate);
    }

    [Theory]
    [InlineData(FaultKind.SlowDown)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.LostAnswer)]
    [InlineData(FaultKind.ExpiredToken)]
    public async Task EveryRequest_ThatFailsTwice_IsRepeatedUntilItSucceeds(FaultKind kind)
    {
        byte[] bytes = SomeBytes((2 * PartBytes) + 1);
        Dictionary<string, int> tries = new(StringComparer.Ordinal);
        proxy.Inject = request =>
        {
            lock (tries)
            {
                // Method, target and range together tell one request from another.
                string name = $"{request.Method} {request.Target} {request.Header("range")}";
                tries[name] = tries.GetValueOrDefault(name) + 1;
                return tries[name] <= 2 ? new Fault(kind) : null;
            }
        };

        await store.PutBytesAsync("small", bytes.AsMemory(0, 10), WriteCondition.IfAbsent, Cancellation);
        await store.PutBytesAsync("big", bytes, WriteCondition.IfAbsent, Cancellation);
        byte[] read = await store.ReadAllBytesAsync("big", bytes.Length, Cancellation);
        List<ObjectVersion> versions = await VersionsAsync();
        await store.DeleteAsync("small", version: null, Cancellation);

        read.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        versions.Select(v => v.Key).ShouldBe(["big", "small"], "a lost answer makes neither a conflict nor a second version");
        tries.Count.ShouldBeGreaterThan(15);

        // LostAnswer: the second try of a conditional write finds its own object, so there is no third try. ExpiredToken: after each
        // refused HEAD the store sends a GET to learn the reason. The third HEAD succeeds, so there are only two GETs.
        tries.Values.ShouldAllBe(n => n >= (kind == FaultKind.LostAnswer || kind == FaultKind.ExpiredToken ? 2 : 3));
    }

    [Theory]
    [InlineData(FaultKind.SlowDown, typeof(StoreThrottledException), 4)]
    [InlineData(FaultKind.InternalError, typeof(StoreUnavailableException), 4)]
    [InlineData(FaultKind.AccessDenied, typeof(StoreAccessDeniedException), 1)]
    public async Task Store_ThatKeepsFailing_IsATypedErrorOfEveryCallAfterBoundedTries(FaultKind kind, Type expected, int triesEach)
    {
        ObjectDescription stored = await PutAsync("k", 10);
        int requests = 0;
        proxy.Inject = _ =>
        {
            Interlocked.Increment(ref requests);
            return new Fault(kind);
        };

        foreach (
            Func<Task> call in (Func<Task>[])
                [
                    () => PutAsync("k", 10),
                    () => store.FindAsync("k", Cancellation),
                    () => store.ReadAllBytesAsync("k", 10, Cancellation),
                    () => store.DeleteAsync("k", stored.Version, Cancellation),
                    VersionsAsync,
                ]
        )
        {
            requests = 0;
            Exception error = await Should.ThrowAsync(call, expected);
            error.Message.ShouldContain(store.Name);
            requests.ShouldBe(triesEach);
        }
    }

    [Fact]
    public async Task Part_ThatKeepsFailing_AbortsTheUpload()
    {
        proxy.Inject = request =>
            request.IsPart && request.Target.Contains("partNumber=2", StringComparison.Ordinal) ? new Fault(FaultKind.SlowDown) : null;

        StoreThrottledException error = await Should.ThrowAsync<StoreThrottledException>(() => PutAsync("k", (5 * PartBytes) + 1));

        error.Message.ShouldContain("part 2 of 'k'");
        proxy.Seen.ShouldContain(r => r.IsAbort);
        (await client.ListMultipartUploadsAsync(bucket, Cancellation)).MultipartUploads.ShouldBeNull();
        (await VersionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Abort_ThatIsThrottledAtFirst_IsRepeatedUntilThePartsAreGone()
    {
        int aborts = 0;
        proxy.Inject = request =>
            request.IsPart && request.Target.Contains("partNumber=2", StringComparison.Ordinal) ? new Fault(FaultKind.AccessDenied)
            : request.IsAbort && Interlocked.Increment(ref aborts) == 1 ? new Fault(FaultKind.SlowDown)
            : null;

        await Should.ThrowAsync<StoreAccessDeniedException>(() => PutAsync("k", (3 * PartBytes) + 1));

        aborts.ShouldBe(2);
        (await client.ListMultipartUploadsAsync(bucket, Cancellation)).MultipartUploads.ShouldBeNull();
    }

    [Fact]
    public async Task Session_ThatHasExpired_IsUnavailableAndNeverALostObject()
    {
        ObjectDescription stored = await PutAsync("k", 10);
        proxy.Inject = _ => new Fault(FaultKind.ExpiredToken);

        foreach (
            Func<Task> call in (Func<Task>[])
                [
                    () => PutAsync("k", 10),
                    () => store.FindAsync("k", Cancellation),
                    () => store.ReadAllBytesAsync("k", 10, Cancellation, stored.Version),
                    () => store.DeleteAsync("k", stored.Version, Cancellation),
                ]
        )
        {
            StoreUnavailableException error = await Should.ThrowAsync<StoreUnavailableException>(call);
            error.Message.ShouldContain("expired");
            error.NextStep.ShouldContain("renew");
        }
    }

    [Fact]
    public async Task Object_WhoseHeadersAreRefusedJustAfterItsWrite_IsLookedForAgain()
    {
        int refusals = 0;
        proxy.Inject = request => request.IsHead && Interlocked.Increment(ref refusals) <= 2 ? new Fault(FaultKind.ExpiredToken) : null;

        (await PutAsync("k", 10)).Bytes.ShouldBe(10);

        refusals.ShouldBe(3);
    }

    [Fact]
    public async Task Upload_WhoseJobIsCancelledInTheMiddle_IsAborted()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        proxy.Inject = request =>
        {
            if (request.IsPart)
            {
                cancellation.Cancel();
            }

            return null;
        };

        await Should.ThrowAsync<OperationCanceledException>(() =>
            store.PutBytesAsync("k", SomeBytes(12 * PartBytes), WriteCondition.None, cancellation.Token)
        );

        proxy.Seen.ShouldContain(r => r.IsAbort);
        (await client.ListMultipartUploadsAsync(bucket, Cancellation)).MultipartUploads.ShouldBeNull();
        (await VersionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Conflict_OfConcurrentWritesAtS3_IsAWriteConflict()
    {
        proxy.Inject = request => request.IsPut || request.IsComplete ? new Fault(FaultKind.ConditionalConflict) : null;

        await Should.ThrowAsync<WriteConflictException>(() =>
            store.PutBytesAsync("k", SomeBytes(10), WriteCondition.IfAbsent, Cancellation)
        );
        await Should.ThrowAsync<WriteConflictException>(() =>
            store.PutBytesAsync("k", SomeBytes(2 * PartBytes), WriteCondition.IfAbsent, Cancellation)
        );

        (await client.ListMultipartUploadsAsync(bucket, Cancellation)).MultipartUploads.ShouldBeNull();
    }

    [Fact]
    public async Task Read_WhoseConnectionsAreCut_GoesOnWhereItStopped()
    {
        byte[] bytes = SomeBytes(3_500_000);
        await store.PutBytesAsync("k", bytes, WriteCondition.None, Cancellation);
        proxy.Inject = request => request.IsRead ? new Fault(FaultKind.CutAnswer, AfterBytes: 300_000) : null;

        (await store.ReadAllBytesAsync("k", bytes.Length, Cancellation)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();

        var ranges = proxy.Seen.Where(r => r.IsRead).Select(r => r.Header("range")!).ToList();
        ranges.ShouldContain("bytes=1000000-1999999");
        ranges.ShouldContain(
            r => r.EndsWith("-1999999", StringComparison.Ordinal) && r != "bytes=1000000-1999999",
            "only the rest of a range is requested again"
        );
        proxy
            .Seen.Where(r => r.IsRead)
            .ShouldAllBe(r => r.Header("if-match") != null && r.Target.Contains("versionId=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_ThatIsCutAgainAndAgain_SaysHowFarItCame()
    {
        await PutAsync("k", 500_000);
        proxy.Inject = request =>
            request.IsRead ? new Fault(FaultKind.CutAnswer, AfterBytes: request.Header("range") == "bytes=0-499999" ? 300_000 : 0) : null;

        StoreUnavailableException error = await Should.ThrowAsync<StoreUnavailableException>(() =>
            store.ReadAllBytesAsync("k", 500_000, Cancellation)
        );

        error.Message.ShouldMatch("a read of 'k' from byte 0 needed 500000 bytes and got [0-9]+, then broke off 4 times in a row");
    }

    [Fact]
    public async Task Read_OfDamagedBytes_IsAnErrorBeforeTheLastByte()
    {
        ObjectDescription stored = await PutAsync("small", 100_000);
        await PutAsync("big", PartBytes + 2_000_000);
        proxy.Inject = request => request.IsRead ? new Fault(FaultKind.DamagedAnswer, AfterBytes: 5_000) : null;

        StoreDamagedException error = await Should.ThrowAsync<StoreDamagedException>(async () =>
        {
            await using Stream content = await store.OpenReadAsync("small", ReadOptions.Whole, Cancellation);
            await content.ReadExactlyAsync(new byte[100_000], Cancellation);
        });
        await Should.ThrowAsync<StoreDamagedException>(() => store.ReadAllBytesAsync("big", 10_000_000, Cancellation));

        error.Message.ShouldContain("'small'");
        error.Message.ShouldContain(stored.Version);
    }

    [Fact]
    public async Task Endpoint_ThatIsDead_IsUnavailable()
    {
        using AmazonS3Client dead = CephGateway.Client(new Uri("http://127.0.0.1:9"));
        var unreachable = new S3ObjectStore(dead, bucket, "", Options);

        StoreUnavailableException error = await Should.ThrowAsync<StoreUnavailableException>(() =>
            unreachable.PutBytesAsync("k", SomeBytes(1), WriteCondition.None, Cancellation)
        );

        error.Message.ShouldContain("in 4 tries");
        error.InnerException.ShouldBeOfType<HttpRequestException>();
    }

    [Fact]
    public async Task Bucket_ThatDoesNotExist_IsNamed()
    {
        var none = new S3ObjectStore(client, "no-such-bucket-here", "", Options);

        (
            await Should.ThrowAsync<StoreNotFoundException>(() => none.PutBytesAsync("k", SomeBytes(1), WriteCondition.None, Cancellation))
        ).Message.ShouldContain("s3://no-such-bucket-here");
    }

    [Fact]
    public async Task Credentials_ThatAreWrong_AreDenied()
    {
        using var stranger = new AmazonS3Client(
            new BasicAWSCredentials(CephGateway.AccessKey, "wrong"),
            new AmazonS3Config
            {
                ServiceURL = fixture.Gateway.Endpoint.ToString(),
                ForcePathStyle = true,
                MaxErrorRetry = 0,
                AuthenticationRegion = "us-east-1",
            }
        );

        await Should.ThrowAsync<StoreAccessDeniedException>(() =>
            new S3ObjectStore(stranger, bucket, "", Options).PutBytesAsync("k", SomeBytes(1), WriteCondition.None, Cancellation)
        );
    }

    [Fact]
    public async Task Prefix_OfAStore_KeepsItFromItsNeighbour()
    {
        var one = new S3ObjectStore(client, bucket, "estates/one", Options);
        var two = new S3ObjectStore(client, bucket, "estates/one-more/", Options);
        await one.PutBytesAsync("k", "1"u8.ToArray(), WriteCondition.IfAbsent, Cancellation);
        await two.PutBytesAsync("k", "2"u8.ToArray(), WriteCondition.IfAbsent, Cancellation);

        Encoding.UTF8.GetString(await one.ReadAllBytesAsync("k", 10, Cancellation)).ShouldBe("1");
        (await ToListAsync(one.ListAsync("", Cancellation))).ShouldHaveSingleItem().Key.ShouldBe("k");
        (await VersionsAsync()).Select(v => v.Key).ShouldBe(["estates/one-more/k", "estates/one/k"]);
        await Should.ThrowAsync<InvalidInputException>(() => one.FindAsync(new string('a', 1024), Cancellation));
    }

    private static byte[] SomeBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(42).NextBytes(bytes);
        return bytes;
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (T? item in items)
        {
            all.Add(item);
        }

        return all;
    }

    private Task<ObjectDescription> PutAsync(string key, int bytes) =>
        store.PutBytesAsync(key, SomeBytes(bytes), WriteCondition.None, Cancellation);

    private Task<List<ObjectVersion>> VersionsAsync() => ToListAsync(store.ListVersionsAsync("", Cancellation));
}
