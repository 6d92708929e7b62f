using System.Diagnostics;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>
/// A server process that ends with the test process, even when the test process is killed. A shell supervises the server, waits
/// for the end of its standard input, and then kills the server. The shell also restarts a server that ends by itself: an OSD
/// gives up when the starting monitor refuses it.
/// </summary>
internal sealed class Daemon : IAsyncDisposable
{
    private const string Supervise = """
        log=$1; shift
        ( trap 'kill -9 $pid 2>/dev/null; exit 0' TERM
          while :; do "$@" >>"$log" 2>&1 & pid=$!; wait $pid; sleep 0.3; done ) & supervisor=$!
        read -r _
        kill $supervisor; wait $supervisor
        """;

    private readonly Process shell;

    public Daemon(string log, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (string argument in (string[])["-c", Supervise, "sh", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        shell = Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }
}
