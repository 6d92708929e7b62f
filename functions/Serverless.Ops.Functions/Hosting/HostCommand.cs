namespace Serverless.Ops.Functions.Hosting;

/// <summary>What the command line asks for.</summary>
internal abstract record HostCommand
{
    /// <summary>opsjob --help, or opsjob FUNCTION --help.</summary>
    public sealed record Help(OpsFunction? Function) : HostCommand;

    /// <summary>opsjob --version.</summary>
    public sealed record Version : HostCommand;

    /// <summary>opsjob FUNCTION JSON [--task-token TOKEN] [--timeout SECONDS].</summary>
    /// <param name="Function">What to run.</param>
    /// <param name="Input">Its input, JSON.</param>
    /// <param name="TaskToken">Whom to report to, or null. A secret: whoever has it can end the task.</param>
    /// <param name="Timeout">How long it may take; <see cref="TimeSpan.MaxValue"/> for as long as it needs.</param>
    public sealed record Run(OpsFunction Function, string Input, string? TaskToken, TimeSpan Timeout) : HostCommand;
}
