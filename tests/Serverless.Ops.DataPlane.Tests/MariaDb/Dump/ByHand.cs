using System.Diagnostics;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>Restores a set as its README.txt says: it runs the commands there as they are written.</summary>
internal static class ByHand
{
    /// <returns>What the commands wrote to the standard error, after their exit code if that is not 0. Empty when all is well.</returns>
    public static async Task<string> RestoreAsync(
        RoundTrip trip,
        DatabaseManifest manifest,
        TestServer target,
        CancellationToken cancellationToken
    )
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-by-hand-");
        string prefix = StoreKeys.Set(Job.Database, manifest.SetId);
        await foreach (ObjectDescription item in trip.Store.ListAsync(prefix, cancellationToken))
        {
            string path = Path.Combine(folder.FullName, item.Key[prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using Stream content = await trip.Store.OpenReadAsync(item.Key, ReadOptions.Whole, cancellationToken);
            await using FileStream file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
        }

        string readme = await File.ReadAllTextAsync(
            Directory.GetFiles(folder.FullName, "README.txt", SearchOption.AllDirectories).Single(),
            cancellationToken
        );
        string commands = string.Join('\n', readme.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)));
        string errors = await RunAsync(
            commands,
            folder.FullName,
            $"mariadb --no-defaults --socket={target.Server.Socket} --user=root",
            cancellationToken
        );
        folder.Delete(recursive: true);
        return errors;
    }

    private static async Task<string> RunAsync(string commands, string folder, string mariadb, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sh")
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            ArgumentList = { "-euc", commands },
            Environment = { ["MARIADB"] = mariadb },
        };
        using Process shell = Process.Start(start)!;
        string errors = await shell.StandardError.ReadToEndAsync(cancellationToken);
        await shell.WaitForExitAsync(cancellationToken);
        return shell.ExitCode == 0 ? errors : $"{shell.ExitCode}: {errors}";
    }
}
