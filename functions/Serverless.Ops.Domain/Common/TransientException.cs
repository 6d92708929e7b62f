namespace Serverless.Ops.Domain.Common;

/// <summary>A failure that may pass by itself. State machines retry these by name.</summary>
public abstract class TransientException(string whatHappened, string nextStep, Exception? cause = null)
    : OpsException(whatHappened, nextStep, cause)
{
    public sealed override bool IsTransient => true;
}
