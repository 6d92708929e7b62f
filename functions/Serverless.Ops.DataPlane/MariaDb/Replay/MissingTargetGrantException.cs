using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>The account lacks what a replay needs; found before any write.</summary>
public sealed class MissingTargetGrantException(string user, IReadOnlyList<string> missing)
    : PermanentException(
        $"The account '{user}' lacks {string.Join(" and ", missing)} on the target.",
        "run infra/host/prepare-target.sql on the target as an administrator.");
