namespace Serverless.Ops.Domain.Common;

/// <summary>
/// A failure that a person can act on. It says what happened, where, and what to do next. The short class name is the stable
/// code. Lambda reports it as <c>errorType</c>, a host job as its task's error. The state machines' Retry and Catch
/// match it. Derive from <see cref="TransientException"/> or <see cref="PermanentException"/>, never from this class.
/// </summary>
public abstract class OpsException(string whatHappened, string nextStep, Exception? cause)
    : Exception($"{whatHappened} Next: {nextStep}", cause)
{
    /// <summary>One sentence that names the place; never a secret.</summary>
    public string WhatHappened { get; } = whatHappened;

    /// <summary>One sentence with the next step: a command or a page that exists.</summary>
    public string NextStep { get; } = nextStep;

    /// <summary>True when the same call may succeed later although nobody changed anything.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>A failure that may pass by itself. State machines retry it by name.</summary>
public abstract class TransientException(string whatHappened, string nextStep, Exception? cause = null)
    : OpsException(whatHappened, nextStep, cause)
{
    public sealed override bool IsTransient => true;
}

/// <summary>A failure that stays until a person changes something or makes another plan. State machines never retry it.</summary>
public abstract class PermanentException(string whatHappened, string nextStep, Exception? cause = null)
    : OpsException(whatHappened, nextStep, cause)
{
    public sealed override bool IsTransient => false;
}

/// <summary>A request or a setting that cannot be used. The message names the field or the setting.</summary>
public sealed class InvalidInputException(string whatHappened, string nextStep, Exception? cause = null)
    : PermanentException(whatHappened, nextStep, cause);
