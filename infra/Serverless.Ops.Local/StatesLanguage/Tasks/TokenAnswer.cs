namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>What one who reports on a task by its token is told.</summary>
internal enum TokenAnswer
{
    Accepted,

    /// <summary>No such token was ever given out.</summary>
    InvalidToken,

    /// <summary>The task has ended: by a timeout, an earlier report, or its execution's end.</summary>
    TaskTimedOut,

    /// <summary>The output is not JSON.</summary>
    InvalidOutput,
}
