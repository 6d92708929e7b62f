using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills.Watching;

namespace Serverless.Ops.Local.Drills;

/// <summary>
/// Runs host jobs on the production host as the host's own schedule does: through the host script, with the host's environment file.
/// The program is a process. It writes its result to standard output and its progress to standard error.
/// </summary>
internal sealed class ProductionHost(string script, string environmentFile)
{
    /// <summary>Runs one job, waits for its end and returns its result.</summary>
    /// <exception cref="HostJobFailedException">The exit code was not 0, or the result was not JSON.</exception>
    public async Task<JsonObject> RunAsync(string function, JsonObject request, IStep step, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(script, [function, Convert.ToBase64String(Encoding.UTF8.GetBytes(request.ToJsonString()))])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OPS_HOST_ENVIRONMENT"] = environmentFile;
        start.Environment["OPS_PROGRESS"] = "json";
        using Process job = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        try
        {
            Task<string> result = job.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = new StringBuilder();
            while (await job.StandardError.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!JobProgress.Show(line, step))
                {
                    errors.AppendLine(line);
                }
            }

            await job.WaitForExitAsync(cancellationToken);
            return job.ExitCode == 0
                ? JsonNode.Parse(await result)!.AsObject()
                : throw new HostJobFailedException(function, job.ExitCode, errors.ToString().Trim());
        }
        catch (OperationCanceledException)
        {
            job.Kill(entireProcessTree: true);
            throw;
        }
        catch (JsonException cause)
        {
            throw new HostJobFailedException(function, job.ExitCode, cause.Message);
        }
    }
}

/// <summary>A job on the production host failed. The message has the exit code and the job's own error text.</summary>
internal sealed class HostJobFailedException(string function, int exitCode, string said)
    : Exception($"{function} ended with exit code {exitCode}: {said}");
