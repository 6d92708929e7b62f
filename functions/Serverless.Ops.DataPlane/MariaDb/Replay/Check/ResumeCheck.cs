using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>Decides whether a replay may go on from the cursor that an earlier try left on the target.</summary>
internal static class ResumeCheck
{
    /// <exception cref="OtherPlanOnTargetException"/>
    /// <exception cref="ReplayInDoubtException"/>
    public static void Require(ReplayCursor found, string planKey)
    {
        if (found.PlanKey != planKey)
        {
            throw new OtherPlanOnTargetException(found.PlanKey, planKey);
        }

        if (found.IsApplying)
        {
            throw new ReplayInDoubtException(found.Place);
        }
    }
}

/// <summary>The target already holds a replay of another plan, or a part of one.</summary>
public sealed class OtherPlanOnTargetException(string found, string expected)
    : PermanentException(
        $"The target holds a replay of plan '{found}', not of '{expected}'.",
        "restore each plan onto its own fresh instance."
    );

/// <summary>
/// An earlier run ended during a change that no transaction covers. Nothing proves whether the server made the change. A job that is told
/// to stop (SIGTERM) finishes such a change first. So the server died, or the job was killed in a change that is too large for one
/// statement.
/// A change that a transaction covers never raises this error.
/// </summary>
public sealed class ReplayInDoubtException(BinlogCoordinates transaction)
    : PermanentException(
        $"An earlier replay ended during the change at {transaction.File}:{transaction.Position}, which no transaction covers. "
            + "The server died, or the job was killed (kill -9, out of memory). The change may be done, half done or not done.",
        "start the restore again on a fresh instance: import the set, then replay. Running this replay again cannot help."
    );
