using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Domain.Drills.Judging;
using Spectre.Console;

namespace Serverless.Ops.Local.Drills;

/// <summary>Prints how to reach the servers and files that <c>--keep</c> kept.</summary>
internal static class KeptDrill
{
    public static void Say(IAnsiConsole console, DrillFolder folder, DrillEvidence evidence)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Kept[/] (./ops stop ends the servers)");
        foreach (string instance in Directory.EnumerateDirectories(folder.Instances))
        {
            string environment = Path.Combine(instance, "environment");
            if (!File.Exists(environment))
            {
                continue; // The launch writes this file. Without it, the instance never started.
            }

            string socket = File.ReadLines(environment)
                .First(line => line.StartsWith("OPS_DATABASE='unix:", StringComparison.Ordinal))["OPS_DATABASE='unix:".Length..]
                .TrimEnd('\'');
            console.WriteLine($"  restored database   mariadb --no-defaults -u root -S {socket}");
            console.WriteLine($"  restored site       {new Uri(GateUrl(Path.Combine(instance, "site")), "api/method/ping")}");
        }

        console.WriteLine($"  object store        {folder.Store}");
        console.WriteLine($"  histories, commands {folder.Aws}");
        console.WriteLine($"  lost production     {folder.Production}");
        if (evidence.Failure is not null)
        {
            console.WriteLine("  The error is in the commands' stderr files and in the histories.");
        }
    }

    private static Uri GateUrl(string siteFolder) =>
        new(SiteConfig.Parse(siteFolder, File.ReadAllText(Path.Combine(siteFolder, "site_config.json"))).GateUrl);
}
