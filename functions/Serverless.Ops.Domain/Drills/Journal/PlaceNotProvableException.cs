using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// A drill's proof rests on the clients' own clock: what was acknowledged before T is there, what was sent after it is not. No client knows where in
/// the log its transactions stand, so of a place it could only be said what the replay's own cursor says already.
/// </summary>
public sealed class PlaceNotProvableException(string target)
    : PermanentException(
        $"'{target}' is a place in a binary log, and a drill cannot be proven for one: its journal knows when the clients' transactions were, not where in the log they stand.",
        "drill to a whole UTC second or 'latest'; to restore to that place, start the restore state machine with it, for another purpose than a drill.")
{
    /// <exception cref="PlaceNotProvableException"/>
    public static void ThrowIfPlace(RestoreTarget target)
    {
        if (target.Place is { } place)
        {
            throw new PlaceNotProvableException(place.ToString());
        }
    }
}
