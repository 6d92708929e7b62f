using System.Collections.Concurrent;
using Serverless.Ops.Local.Aws.Ec2;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>Systems Manager Run Command on this machine's instances.</summary>
/// <param name="hostFolder">Folder of the host scripts. On a real host this is <c>/opt/serverless-ops</c>.</param>
/// <param name="observe">Receives each line that a host job writes to standard error.</param>
/// <param name="folder">Each command has a folder <c>&lt;command id&gt;/</c> in this one.</param>
internal sealed class LocalSystemsManager(
    LocalEc2 ec2,
    RunCommandDocument document,
    string hostFolder,
    string folder,
    TimeProvider time,
    Action<JobLine> observe
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RunningCommand> commands = new(StringComparer.Ordinal);

    public RunCommandDocument Document => document;

    public LocalEc2 Ec2 => ec2;

    public IEnumerable<RunningCommand> Commands => commands.Values;

    public RunningCommand Start(LocalInstance instance, string function, string script, TimeSpan timeout)
    {
        string id = Guid.NewGuid().ToString();
        var command = new RunningCommand(id, instance.Order.InstanceId, Path.Combine(folder, id), time);
        commands[id] = command;
        command.Start(
            script,
            timeout,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OPS_HOST_FOLDER"] = hostFolder,
                ["OPS_HOST_ENVIRONMENT"] = instance.EnvironmentFile,
            },
            line => observe(new JobLine(function, line))
        );
        instance.OnTermination(command.StopAsync);
        return command;
    }

    /// <summary>Ends the commands that still run. Dispose this object before the instances.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (RunningCommand command in commands.Values)
        {
            await command.StopAsync();
        }
    }
}
