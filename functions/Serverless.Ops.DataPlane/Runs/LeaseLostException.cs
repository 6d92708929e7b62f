using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>This run had the lease and has it no longer: it stopped before doing anything that another run may do too.</summary>
public sealed class LeaseLostException(string job, string owner, Exception? cause = null)
    : TransientException(
        $"Run '{owner}' lost its lease of job '{job}': it was not renewed in time, or another run took it over.",
        "the job is tried again; if this repeats, check that the store answers and that the clocks agree.", cause);
