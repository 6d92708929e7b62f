using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <param name="Parameters">The state's parameters with all paths filled in.</param>
internal sealed record TaskRequest(JsonObject Parameters);
