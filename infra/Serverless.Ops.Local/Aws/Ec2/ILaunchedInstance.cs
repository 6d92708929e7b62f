namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>A host that runs; disposing terminates it.</summary>
internal interface ILaunchedInstance : IAsyncDisposable
{
    /// <summary>What host jobs read their settings from; on AWS <c>/etc/serverless-ops/environment</c>.</summary>
    string EnvironmentFile { get; }
}
