using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>The set has no manifest: its run never finished, so it does not exist.</summary>
public sealed class SetWithoutManifestException(string setId)
    : PermanentException($"The database set {setId} has no manifest: its backup did not finish.", "plan the restore anew; it chooses a complete set.");
