using Serverless.Ops.Local.Aws.Ec2;

namespace Serverless.Ops.Local.Tests.Aws.Ec2;

/// <summary>Launches hosts that only have an environment file. A host script needs no more.</summary>
internal sealed class FolderLauncher(string folder, IReadOnlyDictionary<string, string> settings) : IInstanceLauncher
{
    private int launches;

    public int Launches => launches;

    public List<string> Terminated { get; } = [];

    /// <summary>Every launch throws this exception while it is set.</summary>
    public Exception? Failure { get; set; }

    public async Task<ILaunchedInstance> LaunchAsync(InstanceOrder order, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref launches);
        if (Failure is not null)
        {
            throw Failure;
        }

        string environment = Path.Combine(folder, order.InstanceId);
        await File.WriteAllLinesAsync(environment, settings.Select(setting => $"{setting.Key}='{setting.Value}'"), cancellationToken);
        return new FolderHost(environment, () => Terminated.Add(order.InstanceId));
    }

    private sealed class FolderHost(string environment, Action onEnd) : ILaunchedInstance
    {
        public string EnvironmentFile => environment;

        public ValueTask DisposeAsync()
        {
            onEnd();
            return ValueTask.CompletedTask;
        }
    }
}
