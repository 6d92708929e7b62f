using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>The target would run the source's events: it would change what is being restored, and act on the world.</summary>
public sealed class EventSchedulerOnException()
    : PermanentException(
        "The target's event_scheduler is ON: the source's events would run on it.",
        "run SET GLOBAL event_scheduler=OFF on the target and take the setting out of its configuration; if events may have run already, restore onto a fresh instance.");
