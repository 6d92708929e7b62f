namespace Serverless.Ops.Domain.Common;

/// <summary>A request or a setting that cannot be used as it is. The message names the field or the setting.</summary>
public sealed class InvalidInputException(string whatHappened, string nextStep, Exception? cause = null)
    : PermanentException(whatHappened, nextStep, cause);
