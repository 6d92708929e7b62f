using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>A definition that cannot be run as it is written. Nothing in a file is ever ignored.</summary>
internal sealed class StateMachineLoadException(string file, string state, string field, string problem, string supported, Exception? cause = null)
    : PermanentException(
        $"{file}{(state.Length > 0 ? $", state {state}" : "")}{(field.Length > 0 ? $", field {field}" : "")}: {problem}.",
        $"{supported}; docs/states-language.md has what this interpreter reads.",
        cause)
{
    public string File { get; } = file;

    /// <summary>Empty for the machine's own fields.</summary>
    public string State { get; } = state;

    /// <summary>Path of the field below the state; empty for the whole.</summary>
    public string Field { get; } = field;
}
