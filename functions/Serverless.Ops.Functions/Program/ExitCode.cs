using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program;

/// <summary>The process's exit codes. They say how a job ended.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Permanent = 1;
    public const int BadInput = 2;

    /// <summary>EX_TEMPFAIL of sysexits.h.</summary>
    public const int Transient = 75;

    /// <summary>The same code as timeout(1).</summary>
    public const int DeadlineExceeded = 124;

    /// <summary>128 + SIGTERM.</summary>
    public const int Stopped = 143;

    public static int Of(Exception failure) =>
        failure switch
        {
            InvalidInputException => BadInput,
            DeadlineExceededException => DeadlineExceeded,
            JobStoppedException => Stopped,
            OpsException { IsTransient: true } => Transient,
            _ => Permanent,
        };
}
