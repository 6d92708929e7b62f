using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>Another run extended the lineage while this one worked. This one's set stays without a manifest: it does not exist.</summary>
public sealed class ChainMovedException(string setId, string expected, string found)
    : TransientException(
        $"Set {setId} was to go on from {expected}, but the lineage ends at {found} by now: another run shipped meanwhile.",
        "nothing was lost; the next run goes on from there.");
