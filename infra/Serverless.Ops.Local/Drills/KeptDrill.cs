using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.Domain.Drills.Judging;
using Spectre.Console;

namespace Serverless.Ops.Local.Drills;

/// <summary>Says how to look at what <c>--keep</c> left up.</summary>
internal static class KeptDrill
{
    public static void Say(IAnsiConsole console, DrillFolder folder, DrillEvidence evidence)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Left up[/] (end it with ./ops stop)");
        foreach (string instance in Directory.EnumerateDirectories(folder.Instances))
        {
            string environment = Path.Combine(instance, "environment");
            if (!File.Exists(environment))
            {
                continue; // it never came up
            }

            string socket = File.ReadLines(environment)
                .First(line => line.StartsWith("OPS_DATABASE='unix:", StringComparison.Ordinal))["OPS_DATABASE='unix:".Length..]
                .TrimEnd('\'');
            console.WriteLine($"  restored database   mariadb --no-defaults -u root -S {socket}");
            console.WriteLine($"  restored site       {new Uri(GateUrl(Path.Combine(instance, "site")), "api/method/ping")}");
        }

        console.WriteLine($"  object store        {folder.Store}");
        console.WriteLine($"  histories, commands {folder.Aws}");
        console.WriteLine($"  production's ruins  {folder.Production}");
        if (evidence.Failure is not null)
        {
            console.WriteLine("  what failed is in the commands' stderr files and the executions' histories.");
        }
    }

    private static Uri GateUrl(string siteFolder) =>
        new(SiteConfig.Parse(siteFolder, File.ReadAllText(Path.Combine(siteFolder, "site_config.json"))).GateUrl);
}
