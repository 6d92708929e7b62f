namespace Serverless.Ops.Local.StatesLanguage.Executions;

internal enum ExecutionStatus
{
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}
