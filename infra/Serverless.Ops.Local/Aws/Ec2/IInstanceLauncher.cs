namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>What a launch template and user data do on AWS: makes a host that is ready for host jobs.</summary>
internal interface IInstanceLauncher
{
    /// <summary>Returns once the host is up; throws when it does not come up, with nothing of it left running.</summary>
    Task<ILaunchedInstance> LaunchAsync(InstanceOrder order, CancellationToken cancellationToken);
}
