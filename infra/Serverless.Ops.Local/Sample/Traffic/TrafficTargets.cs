using System.Collections.Concurrent;

namespace Serverless.Ops.Local.Sample.Traffic;

/// <summary>Existing documents that traffic may change; each is handed out once, so at most one transaction updates it.</summary>
internal sealed record TrafficTargets(ConcurrentQueue<string> PendingSuggestions, ConcurrentQueue<string> Members);
