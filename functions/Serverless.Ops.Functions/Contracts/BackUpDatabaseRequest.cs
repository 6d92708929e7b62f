namespace Serverless.Ops.Functions.Contracts;

/// <summary>Back up the database of this host. The same run id finds the same set again.</summary>
public sealed record BackUpDatabaseRequest
{
    public required string RunId { get; init; }
}
