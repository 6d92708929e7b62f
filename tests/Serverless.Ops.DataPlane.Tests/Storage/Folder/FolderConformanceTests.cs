using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;

namespace Serverless.Ops.DataPlane.Tests.Storage.Folder;

public sealed class FolderConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FolderConformanceTests() => Store = new FolderObjectStore(folder.Path);

    protected override int Boundary => 100_000;

    protected override IObjectStore Store { get; }

    public void Dispose() => folder.Dispose();

    protected override Task<int> LeftoversAsync() =>
        Task.FromResult(
            Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "staging")).Count()
                + Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "objects")).Count()
        );
}
