using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>The process was told to end (SIGTERM, SIGINT) before the function had.</summary>
internal sealed class JobStoppedException(string function, Exception? cause = null)
    : TransientException($"{function} was told to stop before it had ended.", "run it again: jobs go on from what is durable.", cause);
