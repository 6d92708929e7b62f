using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>Where secrets are. Payloads, plans and logs hold only their names.</summary>
public interface IParameterStore
{
    /// <summary>The secret of this name (as in Systems Manager: '/' and parts of A-Z a-z 0-9 . _ -). Throws
    /// <see cref="ParameterNotFoundException"/>, <see cref="ParameterDeniedException"/> or
    /// <see cref="ParameterStoreUnavailableException"/>.</summary>
    Task<SecretText> GetSecretAsync(string name, CancellationToken cancellationToken);
}

/// <summary>What a parameter's name may be (Systems Manager User Guide, "Requirements and constraints for parameter names").</summary>
internal static partial class ParameterName
{
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 1011 || !Allowed().IsMatch(name) || name.Split('/').Any(part => part is "." or ".."))
        {
            throw new InvalidInputException($"'{name}' is no parameter name.", "use '/' and parts of letters, digits, '.', '_' and '-'.");
        }
    }

    [GeneratedRegex(@"\A(/?[A-Za-z0-9._-]+)(/[A-Za-z0-9._-]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}

/// <summary>The parameter may not be read, or is readable by others than its owner and is therefore refused.</summary>
public sealed class ParameterDeniedException(string store, string name, string reason, string nextStep, Exception? cause = null)
    : PermanentException($"{store}: parameter '{name}' was not read: {reason}.", nextStep, cause);

/// <summary>A parameter's value does not have the expected form. The value is never in the message.</summary>
public sealed class ParameterMalformedException(string name, string expected)
    : PermanentException(
        $"Parameter '{name}' does not hold {expected}.",
        "write it again in that form; nothing of its value is shown here."
    );

/// <summary>The parameter store has no parameter of this name.</summary>
public sealed class ParameterNotFoundException(string store, string name, Exception? cause = null)
    : PermanentException(
        $"{store} has no parameter '{name}'.",
        "create it (docs/operations/enrolment.md lists them), or correct OPS_ESTATE or OPS_PARAMETERS.",
        cause
    );

/// <summary>The parameter store did not answer, or is throttling.</summary>
public sealed class ParameterStoreUnavailableException(
    string store,
    string name,
    Exception cause,
    string? whatHappened = null,
    string? nextStep = null
)
    : TransientException(
        $"{store} did not give parameter '{name}': {whatHappened ?? cause.Message}",
        nextStep ?? "the job is tried again; if this lasts, check the network and the service's health.",
        cause
    );
