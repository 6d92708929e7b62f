using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// An earlier try ended while a change was under way that no transaction covers, and nothing proves whether it was done.
/// Replay of what a transaction covers never comes to this.
/// </summary>
public sealed class ReplayInDoubtException(BinlogCoordinates unit)
    : PermanentException(
        $"An earlier replay ended within {unit.File}:{unit.Position}, a statement or a change to tables without transactions: it may be done, half done or not done.",
        "start the restore again on a fresh instance.");
