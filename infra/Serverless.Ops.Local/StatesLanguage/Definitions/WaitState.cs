namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Lets time pass.</summary>
internal sealed record WaitState(string Name, string? Next, int Seconds) : State(Name, "Wait", Next);
