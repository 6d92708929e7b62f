using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>What a runtime posted for one call, or for its start.</summary>
internal sealed record CallOutcome(bool IsError, byte[] Body, string? ContentType, string? ErrorType)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string Text => Encoding.UTF8.GetString(Body);
}
