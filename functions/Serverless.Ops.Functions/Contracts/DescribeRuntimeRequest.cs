namespace Serverless.Ops.Functions.Contracts;

/// <summary>Asks the program what it is and what it can reach from where it runs.</summary>
public sealed record DescribeRuntimeRequest;
