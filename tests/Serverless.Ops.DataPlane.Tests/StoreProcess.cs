using System.Diagnostics;

namespace Serverless.Ops.DataPlane.Tests;

/// <summary>A child process of tests/Serverless.Ops.StoreProcess, killed at the end at the latest.</summary>
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

    /// <summary>SIGKILL, and what it had still said.</summary>
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
