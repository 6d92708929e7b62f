namespace Serverless.Ops.Local.States.Definitions;

/// <summary>Lets time pass.</summary>
internal sealed record WaitState(string Name, string? Next, int Seconds) : State(Name, "Wait", Next);
