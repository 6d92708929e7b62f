using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The store has database sets, and none of them is of the estate that is asked for.</summary>
public sealed class OtherEstatesOnlyException(string estate, IReadOnlyList<string> others)
    : PermanentException(
        $"The store holds no database set of the estate '{estate}', only of {string.Join(" and ", others.Select(other => $"'{other}'"))}.",
        "check OPS_ESTATE and OPS_STORE on the machine that plans; nothing of another estate is ever restored in its place.");
