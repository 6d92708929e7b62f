using System.Diagnostics;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class ByHandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readme_DoneAsItSays_RestoresTheSet()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token),
            Token
        );
        using var trip = new RoundTrip();
        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-by-hand-");
        string prefix = StoreKeys.Set(Job.Database, manifest.SetId);
        await foreach (ObjectDescription item in trip.Store.ListAsync(prefix, Token))
        {
            string path = Path.Combine(folder.FullName, item.Key[prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using Stream content = await trip.Store.OpenReadAsync(item.Key, ReadOptions.Whole, Token);
            await using FileStream file = File.Create(path);
            await content.CopyToAsync(file, Token);
        }

        string readme = await File.ReadAllTextAsync(
            Directory.GetFiles(folder.FullName, "README.txt", SearchOption.AllDirectories).Single(),
            Token
        );
        string commands = string.Join('\n', readme.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)));

        (await RunAsync(commands, folder.FullName, $"mariadb --no-defaults --socket={target.Server.Socket} --user=root")).ShouldBe("");

        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);
        report.Good.ShouldBeTrue();
        report.Warnings!.ShouldNotContain(warning => warning.Contains("another order", StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    private static async Task<string> RunAsync(string commands, string folder, string mariadb)
    {
        var start = new ProcessStartInfo("sh")
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            ArgumentList = { "-euc", commands },
            Environment = { ["MARIADB"] = mariadb },
        };
        using Process shell = Process.Start(start)!;
        string errors = await shell.StandardError.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        return shell.ExitCode == 0 ? errors : $"{shell.ExitCode}: {errors}";
    }
}
