using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Sets;

/// <summary>What the manifests of all jobs say about their set: which set it is, whose it is, and what belongs to it.</summary>
public interface ISetManifest
{
    /// <summary>Format of the manifest and of its set's objects.</summary>
    int Format { get; }

    /// <summary>The format that this version of the program reads and writes.</summary>
    int KnownFormat { get; }

    /// <summary>The manifest's own key. Null in sets older than this field.</summary>
    string? Key { get; }

    string SetId { get; }

    string RunId { get; }

    string Estate { get; }

    Lineage Lineage { get; }

    /// <summary>The objects of the set, as keys below the set's prefix.</summary>
    IEnumerable<string> ListObjects();
}

/// <summary>Compares a manifest with the key that it was read from.</summary>
public static class SetManifestCheck
{
    /// <summary>Returns the manifest if it is the one of this key, and if its objects lie in the folder of its own set.</summary>
    /// <exception cref="MisplacedObjectException"/>
    /// <exception cref="UnknownFormatException"/>
    public static T RequireAt<T>(this T manifest, Job job, string setId)
        where T : class, ISetManifest
    {
        string key = StoreKeys.Manifest(job, setId);
        UnknownFormatException.ThrowIfOther(key, manifest.Format, manifest.KnownFormat);
        if (manifest.SetId != setId || (manifest.Key ?? key) != key)
        {
            throw new MisplacedObjectException(key, $"the manifest of set {manifest.SetId}", manifest.Key);
        }

        return manifest.ListObjects().FirstOrDefault(name => name.Split('/').Any(part => part is "" or "." or "..")) is { } outside
            ? throw new MisplacedObjectException(key, $"a manifest with the object '{outside}', outside of the folder of its set")
            : manifest;
    }
}
