using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets;

/// <summary>What the manifests of all jobs say about their set: which set it is, and whose.</summary>
public interface ISetManifest
{
    string SetId { get; }

    string RunId { get; }

    string Estate { get; }

    Lineage Lineage { get; }
}
