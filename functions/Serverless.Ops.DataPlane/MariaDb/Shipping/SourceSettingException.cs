using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>A setting of the source with which its log would not be exact or not be durable.</summary>
public sealed class SourceSettingException(string variable, string found, string needed, string why)
    : PermanentException(
        $"The source's {variable} is {found}, not {needed}: {why}.",
        $"set {variable}={needed} in its configuration and restart or SET GLOBAL it; then ship again.");
