using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.Display;

namespace Serverless.Ops.Local.Drills.Watching;

/// <summary>Reads the progress lines that the program writes with <c>OPS_PROGRESS=json</c>.</summary>
internal static class JobProgress
{
    /// <summary>Shows the line on the step and returns true. Returns false when the line is not a progress line.</summary>
    public static bool Show(string line, IStep step)
    {
        if (!line.StartsWith('{'))
        {
            return false;
        }

        try
        {
            if (JsonNode.Parse(line) is JsonObject { } report && report["phase"] is { } phase && report["done"] is { } done)
            {
                step.Report((string)phase!, (long)done, (long?)report["total"] ?? 0, (string?)report["unit"] ?? "");
                return true;
            }
        }
        catch (JsonException)
        {
            // The line begins with { but is not JSON, so it is not progress.
        }

        return false;
    }
}

/// <summary>A progress sink that shows on a step.</summary>
internal sealed class StepProgress(IStep step) : IProgressSink
{
    public void Report(string phase, long done, long total, string unit) => step.Report(phase, done, total, unit);
}
