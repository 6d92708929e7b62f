using System.CommandLine;
using Serverless.Ops.Local.Sample.Site;

namespace Serverless.Ops.Local.Cli;

/// <summary><c>site --folder F --port P --gate-port G</c>: serves the sample site until a signal ends the process.</summary>
internal static class SiteCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Required = true, Description = "the Frappe site folder with site_config.json" };
        var port = new Option<int>("--port") { Required = true, Description = "port for people; answers 503 in maintenance mode" };
        var gatePort = new Option<int>("--gate-port") { Required = true, Description = "port for the workflow gate; always answers" };
        var command = new Command("site", "Serves the sample site over the database that its site_config.json names.")
        {
            folder,
            port,
            gatePort,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var options = new SiteOptions(
                    arguments.GetRequiredValue(folder),
                    arguments.GetRequiredValue(port),
                    arguments.GetRequiredValue(gatePort)
                );
                await using SiteServer site = await SiteServer.StartAsync(options, TimeProvider.System, cancellationToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return 0;
            }
        );
        return command;
    }
}
