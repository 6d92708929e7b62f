using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store has no such object or version.</summary>
public sealed class ObjectNotFoundException(string store, string key, string? version)
    : PermanentException(
        $"{store} has no object '{key}'{(version is null ? "" : $" in version {version}")}.",
        "check the key against the store's listing; if a backup lost it, choose another set.");
