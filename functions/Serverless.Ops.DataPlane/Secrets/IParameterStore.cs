using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>Holds the secrets. Payloads, plans and logs contain only their names.</summary>
public interface IParameterStore
{
    /// <summary>Fetches the secret of this name. Names are those of Systems Manager: '/' and parts of A-Z a-z 0-9 . _ -</summary>
    /// <exception cref="ParameterNotFoundException"/>
    /// <exception cref="ParameterDeniedException"/>
    /// <exception cref="ParameterStoreUnavailableException"/>
    Task<SecretText> GetSecretAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The rules for names of parameters (Systems Manager User Guide, "Requirements and constraints for parameter names").</summary>
internal static partial class ParameterName
{
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 1011 || !Allowed().IsMatch(name) || name.Split('/').Any(part => part is "." or ".."))
        {
            throw new InvalidInputException(
                $"'{name}' is not a parameter name.",
                "use '/' and parts of letters, digits, '.', '_' and '-'."
            );
        }
    }

    [GeneratedRegex(@"\A(/?[A-Za-z0-9._-]+)(/[A-Za-z0-9._-]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}

/// <summary>This account may not read the parameter. Or other accounts than the owner may access it, and the suite refuses it.</summary>
public sealed class ParameterDeniedException(string store, string name, string reason, string nextStep, Exception? cause = null)
    : PermanentException($"{store}: parameter '{name}' was not read: {reason}.", nextStep, cause);

/// <summary>The value of a parameter does not have the expected form. The message never contains the value.</summary>
public sealed class ParameterMalformedException(string name, string expected)
    : PermanentException(
        $"Parameter '{name}' does not hold {expected}.",
        "write the parameter again in that form; this message never shows its value."
    );

/// <summary>The parameter store has no parameter of this name.</summary>
public sealed class ParameterNotFoundException(string store, string name, Exception? cause = null)
    : PermanentException(
        $"{store} has no parameter '{name}'.",
        "create it (docs/operations/enrolment.md lists them), or correct OPS_ESTATE or OPS_PARAMETERS.",
        cause
    );

/// <summary>The parameter store did not answer, or it throttled the request.</summary>
public sealed class ParameterStoreUnavailableException(
    string store,
    string name,
    Exception cause,
    string? whatHappened = null,
    string? nextStep = null
)
    : TransientException(
        $"{store} did not return parameter '{name}': {whatHappened ?? cause.Message}",
        nextStep ?? "the job is tried again; if this lasts, check the network and the health of the service.",
        cause
    );
