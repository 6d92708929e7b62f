namespace Serverless.Ops.Local.Aws.Shared;

/// <summary>Copies the output of a process to a file, line by line, and passes each line to an observer.</summary>
internal static class ProcessOutput
{
    public static async Task CopyAsync(StreamReader output, string file, Action<string>? observe = null)
    {
        await using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        while (await output.ReadLineAsync() is { } line)
        {
            await writer.WriteLineAsync(line);
            observe?.Invoke(line);
        }
    }
}
