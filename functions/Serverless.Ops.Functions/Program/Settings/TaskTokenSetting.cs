using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>
/// The token of the task that waits for a host job. The token comes in the environment, because other accounts of the host cannot read
/// that. The program removes it from the environment, so that no child process inherits it. Anyone with the token can end the task, so
/// no message repeats it.
/// </summary>
internal static partial class TaskTokenSetting
{
    /// <returns>The task token, or null when no task waits.</returns>
    /// <exception cref="InvalidInputException">The value is not a task token.</exception>
    public static string? Take()
    {
        string? token = Environment.GetEnvironmentVariable(SettingNames.TaskToken);
        Environment.SetEnvironmentVariable(SettingNames.TaskToken, null);
        return token switch
        {
            null or "" => null,
            _ when TokenPattern().IsMatch(token) => token,
            _ => throw new InvalidInputException(
                $"The value of the setting {SettingNames.TaskToken} is not a task token.",
                $"set {SettingNames.TaskToken} to the unchanged token from Step Functions, or remove the setting."
            ),
        };
    }

    // 2048 characters are the API's limit. run-job.sh allows the same characters.
    [GeneratedRegex(@"\A[A-Za-z0-9+/=_.-]{1,2048}\z")]
    private static partial Regex TokenPattern();
}
