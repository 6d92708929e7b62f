using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>An object that is read into memory as a whole is larger than its reader allows.</summary>
public sealed class ObjectTooLargeException(string key, long limitBytes)
    : PermanentException(
        $"Object '{key}' is larger than the {limitBytes} bytes that are read into memory at once.",
        "this is not the kind of object that was expected under this key; look at who wrote it.");
