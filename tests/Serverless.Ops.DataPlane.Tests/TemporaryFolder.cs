namespace Serverless.Ops.DataPlane.Tests;

/// <summary>A temporary folder for one test. Disposing removes the folder.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ops-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
