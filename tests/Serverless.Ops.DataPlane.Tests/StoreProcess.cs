using System.Diagnostics;

namespace Serverless.Ops.DataPlane.Tests;

/// <summary>A child process that runs tests/Serverless.Ops.StoreProcess. Disposing kills the process.</summary>
internal sealed class StoreProcess : IDisposable
{
    private readonly Process process;

    private StoreProcess(Process process) => this.process = process;

    public static StoreProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Serverless.Ops.StoreProcess"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new StoreProcess(Process.Start(start)!);
    }

    public async Task SayAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    public async Task<string?> HearAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Sends SIGKILL and returns the output that was not read yet.</summary>
    public async Task<string> KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        string rest = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return rest;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
