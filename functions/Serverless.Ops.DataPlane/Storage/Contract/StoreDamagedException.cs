using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The bytes of a version are not those that were stored.</summary>
public sealed class StoreDamagedException(string store, string key, string version, string whatIsWrong)
    : PermanentException(
        $"{store}: object '{key}' in version {version} is damaged: {whatIsWrong}.",
        "do not trust this object; restore from another set or another copy of the store, and look into the disk.");
