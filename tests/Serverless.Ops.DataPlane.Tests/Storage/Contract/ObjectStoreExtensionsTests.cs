using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;

namespace Serverless.Ops.DataPlane.Tests.Storage.Contract;

public sealed partial class ObjectStoreExtensionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FolderObjectStore store;

    public ObjectStoreExtensionsTests() => store = new FolderObjectStore(folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Json_ThatWasPut_ComesBackWithTheVersionItIsOf()
    {
        ObjectDescription first = await store.PutJsonAsync(
            "k.json",
            new Sample("ü", 1),
            SampleJson.Default.Sample,
            WriteCondition.IfAbsent,
            Cancellation
        );
        ObjectDescription second = await store.PutJsonAsync(
            "k.json",
            new Sample("ü", 2),
            SampleJson.Default.Sample,
            WriteCondition.IfMatch(first.ETag),
            Cancellation
        );

        (await store.ReadJsonAsync("k.json", SampleJson.Default.Sample, Cancellation)).ShouldBe(new Sample("ü", 2));
        (await store.ReadJsonAsync("k.json", SampleJson.Default.Sample, Cancellation, first.Version)).ShouldBe(new Sample("ü", 1));
        (await store.FindJsonAsync("k.json", SampleJson.Default.Sample, Cancellation)).ShouldBe(
            new StoredJson<Sample>(
                new Sample("ü", 2),
                second,
                Convert.ToHexStringLower(SHA256.HashData(await store.ReadAllBytesAsync("k.json", 1000, Cancellation)))
            )
        );
        (await store.FindJsonAsync("none.json", SampleJson.Default.Sample, Cancellation)).ShouldBeNull();
        await Should.ThrowAsync<ObjectNotFoundException>(() => store.ReadJsonAsync("none.json", SampleJson.Default.Sample, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"name\":")]
    [InlineData("[]")]
    public async Task Json_OfAnotherShape_IsAnErrorThatNamesTheKey(string text)
    {
        await store.PutBytesAsync("k.json", System.Text.Encoding.UTF8.GetBytes(text), WriteCondition.None, Cancellation);

        (
            await Should.ThrowAsync<UnreadableJsonException>(() => store.ReadJsonAsync("k.json", SampleJson.Default.Sample, Cancellation))
        ).Message.ShouldContain("'k.json' is not a Sample");
    }

    [Fact]
    public async Task Bytes_BeyondTheLimit_AreNotReadIntoMemory()
    {
        await store.PutStreamAsync("k", new MemoryStream(new byte[1000]), WriteCondition.None, Cancellation);

        (await store.ReadAllBytesAsync("k", 1000, Cancellation)).Length.ShouldBe(1000);
        (await Should.ThrowAsync<ObjectTooLargeException>(() => store.ReadAllBytesAsync("k", 999, Cancellation))).Message.ShouldContain(
            "999"
        );
    }

    internal sealed record Sample(string Name, int Number);

    [JsonSerializable(typeof(Sample))]
    internal sealed partial class SampleJson : JsonSerializerContext;
}
