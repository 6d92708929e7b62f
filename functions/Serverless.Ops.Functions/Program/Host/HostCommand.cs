namespace Serverless.Ops.Functions.Hosting;

/// <summary>What the command line asks for.</summary>
internal abstract record HostCommand
{
    /// <summary>opsjob --help, or opsjob FUNCTION --help.</summary>
    public sealed record Help(OpsFunction? Function) : HostCommand;

    /// <summary>opsjob --version.</summary>
    public sealed record Version : HostCommand;

    /// <summary>opsjob FUNCTION JSON [--timeout SECONDS].</summary>
    /// <param name="Function">What to run.</param>
    /// <param name="Input">Its input, JSON.</param>
    /// <param name="Timeout">How long it may take; <see cref="TimeSpan.MaxValue"/> for as long as it needs.</param>
    public sealed record Run(OpsFunction Function, string Input, TimeSpan Timeout) : HostCommand;
}
