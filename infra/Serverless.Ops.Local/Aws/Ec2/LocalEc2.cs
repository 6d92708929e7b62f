using System.Collections.Concurrent;
using System.Security.Cryptography;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>EC2 on this machine. A repeated launch with the same client token gives the same instance.</summary>
internal sealed class LocalEc2(IInstanceLauncher launcher, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LocalInstance> instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Request, Task<LocalInstance> Launch)> byToken = new(StringComparer.Ordinal);

    public IEnumerable<LocalInstance> Instances => instances.Values;

    public LocalInstance? Find(string instanceId) => instances.GetValueOrDefault(instanceId);

    /// <param name="clientToken">Makes the call idempotent.</param>
    /// <param name="request">The call's parameters. A repeated call with the same token needs the same parameters.</param>
    public Task<LocalInstance> RunAsync(string clientToken, string request, IReadOnlyDictionary<string, string> tags)
    {
        lock (byToken)
        {
            if (byToken.TryGetValue(clientToken, out (string Request, Task<LocalInstance> Launch) known) && !known.Launch.IsFaulted)
            {
                return known.Request == request
                    ? known.Launch
                    : throw Refused(
                        "IdempotentParameterMismatch",
                        "Arguments on this idempotent request are inconsistent with arguments used in previous request(s) "
                            + $"with the client token {clientToken}."
                    );
            }

            // The launch does not get the caller's cancellation token. On AWS a launch goes on when the calling state times out.
            Task<LocalInstance> launch = LaunchAsync(tags);
            byToken[clientToken] = (request, launch);
            return launch;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A launch may still run although its state has timed out.
        Task[] launches;
        lock (byToken)
        {
            launches = [.. byToken.Values.Select(known => known.Launch)];
        }

        await Task.WhenAll(launches).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (LocalInstance instance in instances.Values)
        {
            await instance.TerminateAsync();
        }
    }

    public static StateErrorException Refused(string code, string message) =>
        SdkParameters.ServiceError("Ec2.Ec2Exception", $"{code}: {message}", "Ec2", 400);

    private async Task<LocalInstance> LaunchAsync(IReadOnlyDictionary<string, string> tags)
    {
        string id = $"i-0{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var order = new InstanceOrder(id, tags);
        var instance = new LocalInstance(order, await launcher.LaunchAsync(order, CancellationToken.None), time.GetUtcNow());
        instances[id] = instance;
        return instance;
    }
}
