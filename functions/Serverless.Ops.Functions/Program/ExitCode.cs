using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Program;

/// <summary>How a job ended, for whoever started the process.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Permanent = 1;
    public const int BadInput = 2;

    /// <summary>EX_TEMPFAIL of sysexits.h.</summary>
    public const int Transient = 75;

    /// <summary>What timeout(1) answers.</summary>
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
