namespace Serverless.Ops.Local.Display;

/// <summary>Shows the steps of a long run to a person.</summary>
internal interface IStepDisplay
{
    /// <summary>Begins a step and shows that the step is running.</summary>
    IStep Begin(string name);

    /// <summary>Shows a separate line between steps.</summary>
    void Say(string line);
}

/// <summary>One running step. Several tasks may call it at the same time. Calls after the end are ignored.</summary>
internal interface IStep
{
    /// <summary>Shows the progress. <paramref name="total"/> is 0 while the total is unknown.</summary>
    void Report(string phase, long done, long total, string unit);

    /// <summary>Ends the step with success. <paramref name="note"/> is the step's result for people, in one line.</summary>
    void Succeed(string note);

    /// <summary>Ends the step with a failure. <paramref name="reason"/> is one line.</summary>
    void Fail(string reason);
}
