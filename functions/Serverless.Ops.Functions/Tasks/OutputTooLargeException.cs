using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Tasks;

/// <summary>A result that no state can take.</summary>
internal sealed class OutputTooLargeException(string function, int bytes)
    : PermanentException(
        $"The result of {function} has {bytes:#,0} bytes; a state takes {WaitingTask.LongestOutputBytes:#,0} at most.",
        "this is a mistake in the function: it has to store the list and return its key.");
