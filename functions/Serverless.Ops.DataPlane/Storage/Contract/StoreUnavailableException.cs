using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store did not answer, or broke off, after the retries that its options allow.</summary>
public sealed class StoreUnavailableException(string store, string whatHappened, Exception? cause = null, string? nextStep = null)
    : TransientException(
        $"{store}: {whatHappened}",
        nextStep ?? "the job is tried again; if this lasts, check the network and the store's own health.", cause);
