namespace Serverless.Ops.Local.Display;

/// <summary>Shows the steps of something long to a person: live on a terminal, line by line into a file.</summary>
internal interface IStepDisplay
{
    /// <summary>Shows a new step that is running.</summary>
    IStep Begin(string name);

    /// <summary>Shows a line of its own between steps.</summary>
    void Say(string line);
}

/// <summary>One step that is running. Safe to call from several tasks; calls after the end are ignored.</summary>
internal interface IStep
{
    /// <summary>How far it is; <paramref name="total"/> 0 while that is not known.</summary>
    void Report(string phase, long done, long total, string unit);

    /// <summary>It ended well; <paramref name="note"/> is what a person wants to know of it.</summary>
    void Succeed(string note);

    /// <summary>It failed; <paramref name="reason"/> is one line.</summary>
    void Fail(string reason);
}
