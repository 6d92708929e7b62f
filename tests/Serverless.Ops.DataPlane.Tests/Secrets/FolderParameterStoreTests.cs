using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.Secrets;

public sealed class FolderParameterStoreTests : IDisposable
{
    private const string Name = "/serverless-ops/fern/accounts/dump";
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\n\n", "s3cret\n")]
    [InlineData(" ü ", " ü ")]
    public async Task Secret_InAFileOfItsOwner_IsGivenWithoutItsLineBreak(string content, string expected)
    {
        Write(content, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        SecretText secret = await new FolderParameterStore(folder.Path).GetSecretAsync(Name, Cancellation);

        secret.Reveal().ShouldBe(expected);
        secret.ToString().ShouldBe("***");
        $"{secret}".ShouldBe("***");
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task File_ThatOthersMayAccess_IsRefused(UnixFileMode others)
    {
        string path = Write("s3cret", UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        ParameterDeniedException error = await Should.ThrowAsync<ParameterDeniedException>(() =>
            new FolderParameterStore(folder.Path).GetSecretAsync(Name, Cancellation)
        );

        error.Message.ShouldContain(Name);
        error.NextStep.ShouldContain($"chmod 600 '{path}'");
        error.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Parameter_ThatIsMissing_IsNamed()
    {
        ParameterNotFoundException error = await Should.ThrowAsync<ParameterNotFoundException>(() =>
            new FolderParameterStore(folder.Path).GetSecretAsync(Name, Cancellation)
        );

        error.Message.ShouldContain(Name);
        error.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("../etc/passwd")]
    [InlineData("/a/../../b")]
    [InlineData("//a")]
    [InlineData("a b")]
    public async Task Name_ThatIsNone_IsRefused(string name) =>
        await Should.ThrowAsync<InvalidInputException>(() => new FolderParameterStore(folder.Path).GetSecretAsync(name, Cancellation));

    private string Write(string content, UnixFileMode mode)
    {
        string path = Path.Combine(folder.Path, Name.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
