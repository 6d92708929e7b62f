using System.Diagnostics;

namespace Serverless.Ops.Local.Aws.Shared;

/// <summary>
/// Sets the environment of a process on a host or in Lambda: the given settings, and the variables that every process of
/// this machine needs to start. The rest of the user's environment is removed, because it may hold real AWS credentials.
/// </summary>
internal static class ProcessEnvironment
{
    private static readonly string[] Kept = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_CLI_HOME"];

    /// <summary>Credentials for clients of the local endpoints. Clients sign requests, but the endpoints never check signatures.</summary>
    public static IReadOnlyDictionary<string, string> DummyCredentials { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };

    public static void Set(ProcessStartInfo start, params ReadOnlySpan<IReadOnlyDictionary<string, string>> given)
    {
        foreach (string name in start.Environment.Keys.Except(Kept).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (IReadOnlyDictionary<string, string> settings in given)
        {
            foreach ((string name, string value) in settings)
            {
                start.Environment[name] = value;
            }
        }
    }
}
