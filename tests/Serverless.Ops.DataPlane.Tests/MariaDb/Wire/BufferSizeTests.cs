using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class BufferSizeTests
{
    [Theory]
    [InlineData(1_000, 1_024)]
    [InlineData(1 << 30, 1 << 30)]
    [InlineData((1L << 30) + 1, BufferSize.Most)]
    [InlineData(BufferSize.Most, BufferSize.Most)]
    public void Size_IsThePowerOfTwo_OrTheMostThatAnArrayHas(long bytes, int size) => BufferSize.For(bytes, BufferSize.Most).ShouldBe(size);

    [Fact]
    public void Most_IsWhatAnArrayHas() => BufferSize.Most.ShouldBe(Array.MaxLength);

    [Theory]
    [InlineData(BufferSize.Most + 1L)]
    [InlineData(1L << 31)]
    [InlineData(5L << 30)]
    public void MoreThanTheMost_IsAnError(long bytes) =>
        Should.Throw<BufferFullException>(() => BufferSize.For(bytes, BufferSize.Most)).Bytes.ShouldBe(bytes);
}
