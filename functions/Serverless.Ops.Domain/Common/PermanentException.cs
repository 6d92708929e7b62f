namespace Serverless.Ops.Domain.Common;

/// <summary>A failure that stays until a person, or another plan, changes something. Never retried.</summary>
public abstract class PermanentException(string whatHappened, string nextStep, Exception? cause = null)
    : OpsException(whatHappened, nextStep, cause)
{
    public sealed override bool IsTransient => false;
}
