using System.Text.Json.Nodes;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>One call of Step Functions as it came over the wire.</summary>
internal sealed record TaskCall(string Operation, JsonObject Body, string ContentType, string Authorization)
{
    public string? this[string member] => Body[member]?.GetValue<string>();
}
