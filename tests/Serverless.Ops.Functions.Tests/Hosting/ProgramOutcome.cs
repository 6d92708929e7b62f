using System.Text.Json.Nodes;

namespace Serverless.Ops.Functions.Tests.Hosting;

/// <summary>How a process ended.</summary>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Errors)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
}
