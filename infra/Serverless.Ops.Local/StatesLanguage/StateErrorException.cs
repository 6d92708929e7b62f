using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.StatesLanguage;

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
