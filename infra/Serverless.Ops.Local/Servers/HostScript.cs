using System.Diagnostics;

namespace Serverless.Ops.Local.Servers;

/// <summary>Runs a script of <c>infra/host</c> as an operator does: root, with the mariadb client, over the local socket.</summary>
internal static class HostScript
{
    /// <param name="variables">A statement that sets the script's variables. It goes in over standard input, where no user sees it.</param>
    public static async Task RunAsync(MariaDbServer server, string script, string variables, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            ServerPrograms.Find("mariadb"),
            ["--no-defaults", "--default-character-set=utf8mb4", $"--socket={server.Socket}", "--user=root"]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process client =
            Process.Start(start) ?? throw new InvalidOperationException("The mariadb client did not start. Next: run ./ops setup.");
        Task<string> errors = client.StandardError.ReadToEndAsync(cancellationToken);
        await client.StandardInput.WriteLineAsync($"{variables};");
        await client.StandardInput.WriteLineAsync($"source {script}");
        client.StandardInput.Close();
        await client.WaitForExitAsync(cancellationToken);
        if (client.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{Path.GetFileName(script)} ended with exit code {client.ExitCode}: {await errors}. "
                    + "Next: read the script, which says what it needs."
            );
        }
    }
}
