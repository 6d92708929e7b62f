using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Calls a resource, which does a unit of work.</summary>
internal sealed record TaskState(
    string Name,
    string? Next,
    DataFlow Flow,
    TaskResource Resource,
    int TimeoutSeconds,
    int? HeartbeatSeconds,
    IReadOnlyList<Retrier> Retriers,
    IReadOnlyList<Catcher> Catchers
) : State(Name, "Task", Next)
{
    public override IEnumerable<string> Targets => base.Targets.Concat(Catchers.Select(catcher => catcher.Next));
}

/// <summary>The next state of a failed task that has no retry left.</summary>
internal sealed record Catcher(IReadOnlyList<string> ErrorEquals, ResultPath ResultPath, string Next);
