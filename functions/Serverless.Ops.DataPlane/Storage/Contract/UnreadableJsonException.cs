using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>An object that should hold JSON of a known shape does not.</summary>
public sealed class UnreadableJsonException(string key, string type, Exception? cause = null)
    : PermanentException(
        $"Object '{key}' is not a {type} in JSON{(cause is null ? "" : $": {cause.Message}")}.",
        "look at the object: another program or another release wrote it.", cause);
