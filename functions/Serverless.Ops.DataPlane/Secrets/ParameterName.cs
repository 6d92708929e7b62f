using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>What a parameter's name may be (Systems Manager User Guide, "Requirements and constraints for parameter names").</summary>
internal static partial class ParameterName
{
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 1011 || !Allowed().IsMatch(name) || name.Split('/').Any(part => part is "." or ".."))
            throw new InvalidInputException($"'{name}' is no parameter name.", "use '/' and parts of letters, digits, '.', '_' and '-'.");
    }

    [GeneratedRegex(@"\A(/?[A-Za-z0-9._-]+)(/[A-Za-z0-9._-]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();
}
