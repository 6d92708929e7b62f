using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>
/// The token of the task that waits for a host job. It comes in the environment, which no other account of the host can read, and is
/// taken out of it: nothing that the program starts inherits it. Whoever has it can end the task, so no message repeats it.
/// </summary>
internal static partial class TaskTokenSetting
{
    /// <returns>Whom to report to, or null.</returns>
    /// <exception cref="InvalidInputException">It is no task token.</exception>
    public static string? Take()
    {
        string? token = Environment.GetEnvironmentVariable(SettingNames.TaskToken);
        Environment.SetEnvironmentVariable(SettingNames.TaskToken, null);
        return token switch
        {
            null or "" => null,
            _ when TokenPattern().IsMatch(token) => token,
            _ => throw new InvalidInputException(
                $"The setting {SettingNames.TaskToken} is no task token.",
                $"set {SettingNames.TaskToken} to the token of the task that waits, as Step Functions gave it, or leave it out."
            ),
        };
    }

    // The API's longest; the characters are those that run-job.sh lets through.
    [GeneratedRegex(@"\A[A-Za-z0-9+/=_.-]{1,2048}\z")]
    private static partial Regex TokenPattern();
}
