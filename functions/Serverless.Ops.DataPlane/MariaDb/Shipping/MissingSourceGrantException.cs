using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The shipper's account lacks a grant; found before any work.</summary>
public sealed class MissingSourceGrantException(string user, IReadOnlyList<string> missing)
    : PermanentException(
        $"The account '{user}' lacks {string.Join(" and ", missing)} on the source.",
        "run infra/host/enroll-source.sql as an administrator: it creates the accounts with exactly the grants they need.");
