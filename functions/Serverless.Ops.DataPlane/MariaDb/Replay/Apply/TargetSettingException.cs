using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Under the target's setting row events would not be applied as they are, and no error would tell; found before any write.</summary>
public sealed class TargetSettingException(string name, string found, string needed)
    : PermanentException(
        $"The target's {name} is '{found}': rows of the log could be changed, skipped or doubled without an error.",
        $"run SET GLOBAL {name}='{needed}' on the target and take the setting out of its configuration; then replay again.");
