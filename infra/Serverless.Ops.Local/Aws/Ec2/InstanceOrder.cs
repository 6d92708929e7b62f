namespace Serverless.Ops.Local.Aws.Ec2;

/// <param name="InstanceId">Such as <c>i-0123456789abcdef0</c>.</param>
/// <param name="Tags">By key.</param>
internal sealed record InstanceOrder(string InstanceId, IReadOnlyDictionary<string, string> Tags);
