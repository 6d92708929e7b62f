using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.DataPlane.ObjectStores.Folder;

namespace Serverless.Ops.DataPlane.Tests.ObjectStores.Folder;

public sealed class FolderConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FolderConformanceTests() => Store = new FolderObjectStore(folder.Path);

    protected override int Boundary => 100_000;

    protected override IObjectStore Store { get; }

    public void Dispose() => folder.Dispose();

    protected override Task<int> LeftoversAsync() => Task.FromResult(
        Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "staging")).Count()
        + Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "objects")).Count());
}
