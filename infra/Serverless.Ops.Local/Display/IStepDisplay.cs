namespace Serverless.Ops.Local.Display;

/// <summary>Shows the steps of something long to a person: live on a terminal, line by line into a file.</summary>
internal interface IStepDisplay
{
    /// <summary>Shows a new step that is running.</summary>
    IStep Begin(string name);

    /// <summary>Shows a line of its own between steps.</summary>
    void Say(string line);
}
