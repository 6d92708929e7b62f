namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>Where secrets are. Payloads, plans and logs hold only their names.</summary>
public interface IParameterStore
{
    /// <summary>The secret of this name (as in Systems Manager: '/' and parts of A-Z a-z 0-9 . _ -). Throws
    /// <see cref="ParameterNotFoundException"/>, <see cref="ParameterDeniedException"/> or
    /// <see cref="ParameterStoreUnavailableException"/>.</summary>
    Task<SecretText> GetSecretAsync(string name, CancellationToken cancellationToken);
}
