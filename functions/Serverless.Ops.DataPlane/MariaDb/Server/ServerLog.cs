using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Error 1105 has no reason: "Unknown error". The server writes the reason only into its error log, for example that a column of the target
/// cannot take the values of a row event; SHOW WARNINGS repeats the error. When the log is a file that this job can read, the error gets
/// what the server wrote there since the job began.
/// </summary>
internal sealed class ServerLog
{
    private const int MostBytes = 64 * 1024;
    private const int MostLines = 3;
    private const string ErrorMark = "[ERROR] ";
    private readonly string file;
    private readonly long began;

    private ServerLog(string file) => (this.file, began) = (file, new FileInfo(file).Length);

    /// <summary>Does the work. An error 1105 gets the server's reason.</summary>
    public static async Task<T> RunAsync<T>(
        MariaDbEndpoint target,
        MariaDbAccount account,
        Func<Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        ServerLog? log = await FindAsync(target, account, cancellationToken);
        try
        {
            return await work();
        }
        catch (ServerErrorException unknown)
            when (unknown.Number == ServerErrorException.Unknown && log?.ReadErrors() is { Length: > 0 } reason)
        {
            throw unknown.Explained(reason);
        }
    }

    // A path that the server names is a path of its own host and container. Both are this job's when the names of the hosts are the same.
    private static async Task<ServerLog?> FindAsync(MariaDbEndpoint target, MariaDbAccount account, CancellationToken cancellationToken)
    {
        if (target.SocketPath is null)
        {
            return null;
        }

        await using MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken);
        connection.Activity = "finding the server's error log";
        string?[] found = (await connection.QueryStringsAsync("SELECT @@hostname, @@datadir, @@log_error", cancellationToken))[0];
        string file = Path.Combine(found[1]!, found[2] ?? "");
        return found[0] == Environment.MachineName && !file.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(file)
            ? new ServerLog(file)
            : null;
    }

    // Only errors: a warning may quote a statement. Empty when the file cannot be read, or has none.
    private string ReadErrors()
    {
        try
        {
            using FileStream log = File.OpenRead(file);
            log.Position = Math.Max(Math.Min(began, log.Length), log.Length - MostBytes);
            using var reader = new StreamReader(log, Encoding.UTF8);
            string[] errors =
            [
                .. reader
                    .ReadToEnd()
                    .Split('\n')
                    .Select(line => (Line: line, At: line.IndexOf(ErrorMark, StringComparison.Ordinal)))
                    .Where(line => line.At >= 0)
                    .Select(line => line.Line[(line.At + ErrorMark.Length)..].Trim()),
            ];
            return string.Join("; ", errors.Distinct().TakeLast(MostLines));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
