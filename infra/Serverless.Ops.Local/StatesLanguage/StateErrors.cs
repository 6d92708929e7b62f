using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>The names that the States Language reserves, as far as this interpreter raises or matches them.</summary>
internal static class StateErrors
{
    public const string All = "States.ALL";
    public const string TaskFailed = "States.TaskFailed";
    public const string Timeout = "States.Timeout";
    public const string HeartbeatTimeout = "States.HeartbeatTimeout";
    public const string Runtime = "States.Runtime";
    public const string ParameterPathFailure = "States.ParameterPathFailure";
    public const string ResultPathMatchFailure = "States.ResultPathMatchFailure";
    public const string NoChoiceMatched = "States.NoChoiceMatched";
    public const string IntrinsicFailure = "States.IntrinsicFailure";
    public const string DataLimitExceeded = "States.DataLimitExceeded";

    /// <summary>What a definition may name in ErrorEquals; a misspelt reserved name would never match.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(StringComparer.Ordinal)
    {
        All,
        TaskFailed,
        Timeout,
        HeartbeatTimeout,
        ParameterPathFailure,
        ResultPathMatchFailure,
        IntrinsicFailure,
        DataLimitExceeded,
    };

    /// <summary>
    /// Whether a Retrier or Catcher takes the error. States.Runtime ends an execution whatever is written.
    /// States.ALL does not take States.DataLimitExceeded: AWS documents that, though a recorded history shows it taken,
    /// so definitions have to bear the stricter reading. States.TaskFailed takes everything but States.Timeout.
    /// </summary>
    public static bool Takes(IReadOnlyList<string> errorEquals, StateErrorException error)
    {
        if (error.Error == Runtime)
        {
            return false;
        }

        return errorEquals.Any(name =>
            name == error.Error
            || name == error.Alias
            || (name == All && error.Error != DataLimitExceeded)
            || (name == TaskFailed && error.Error is not (DataLimitExceeded or Timeout))
        );
    }
}

/// <summary>
/// An error as a state reports it: a name that Retry and Catch match, and a cause for people. Thrown by the
/// interpreter itself and by what stands in for an AWS service.
/// </summary>
internal sealed class StateErrorException(string error, string cause, Exception? inner = null)
    : PermanentException($"{error}: {cause}", "read the execution's history for the state that reported it.", inner)
{
    /// <summary>Case-sensitive error name, such as <c>States.Timeout</c> or a typed error's short class name.</summary>
    public string Error { get; } = error;

    /// <summary>Text for people, or the error's JSON; empty when AWS gives none.</summary>
    public string Cause { get; } = cause;

    /// <summary>A second name that Retry and Catch match as well: a lost heartbeat is reported as a timeout.</summary>
    public string? Alias { get; init; }
}
