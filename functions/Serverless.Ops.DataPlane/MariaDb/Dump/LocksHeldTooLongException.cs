using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// The snapshot was not taken in the time for which production may be held up for it. The server ends the locks by itself then, even when it hears
/// nothing more from here, and the dump was given up.
/// </summary>
public sealed class LocksHeldTooLongException(string held, TimeSpan limit, Exception cause)
    : TransientException(
        $"The snapshot was not taken within {limit}, for which it may hold up {held}.",
        "start the same run again; when it happens again, see whether this host or the network stood still, and what else the server was doing.",
        cause);
