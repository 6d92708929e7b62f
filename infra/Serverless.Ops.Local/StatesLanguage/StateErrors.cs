using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>The reserved error names of the States Language that this interpreter raises or matches.</summary>
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

    /// <summary>The reserved names that ErrorEquals may have. Any other <c>States.</c> name would never match.</summary>
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
    /// True when a Retrier or Catcher matches the error. Nothing matches States.Runtime. States.ALL does not match
    /// States.DataLimitExceeded: AWS documents this, but a recorded history shows a match. This interpreter takes the stricter
    /// rule. States.TaskFailed matches every error but States.Timeout and States.DataLimitExceeded.
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
/// The error of a state: a name that Retry and Catch match, and a cause for people. The interpreter and the local services
/// throw it.
/// </summary>
internal sealed class StateErrorException(string error, string cause, Exception? inner = null)
    : PermanentException($"{error}: {cause}", "read the execution's history and find the state that reported the error.", inner)
{
    /// <summary>Case-sensitive error name: for example <c>States.Timeout</c>, or the short class name of a typed error.</summary>
    public string Error { get; } = error;

    /// <summary>Text for people, or the error's JSON. Empty when AWS gives no cause.</summary>
    public string Cause { get; } = cause;

    /// <summary>A second name that Retry and Catch also match: States.HeartbeatTimeout for a lost heartbeat.</summary>
    public string? Alias { get; init; }
}
