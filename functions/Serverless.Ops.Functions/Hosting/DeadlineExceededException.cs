using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>The time that the caller gave a function is over.</summary>
internal sealed class DeadlineExceededException(string function, TimeSpan granted, Exception? cause = null)
    : TransientException(
        $"{function} did not end within the {granted.TotalSeconds:0.###} s it was given.",
        "run it again: jobs go on from what is durable; give it more time if it grows.",
        cause);
