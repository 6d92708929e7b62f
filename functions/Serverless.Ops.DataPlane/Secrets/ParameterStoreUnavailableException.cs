using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>The parameter store did not answer, or is throttling.</summary>
public sealed class ParameterStoreUnavailableException(string store, string name, Exception cause, string? whatHappened = null, string? nextStep = null)
    : TransientException($"{store} did not give parameter '{name}': {whatHappened ?? cause.Message}", nextStep ?? "the job is tried again; if this lasts, check the network and the service's health.", cause);
