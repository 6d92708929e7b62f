using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>All that could have served are sets without a manifest, and such a set does not exist.</summary>
public sealed class OnlyIncompleteSetsException(RestoreTarget target, IReadOnlyList<string> setIds)
    : PermanentException(
        $"No complete database set serves '{target}'; without a manifest, and so never used: {string.Join(", ", setIds)}.",
        "see in the runs of the database backup why they were not completed, and run it again.");
