using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program;

/// <summary>Prints on standard error why a job failed: the code, what happened, the next step. For a failure that is not an
/// <see cref="OpsException"/> it also prints the stack.</summary>
internal static class FailurePrinter
{
    private const string Red = "\e[1;31m";
    private const string Plain = "\e[0m";

    public static void Print(Exception failure, ProgressStyle style)
    {
        ErrorLine line = Describe(failure);
        if (style == ProgressStyle.Json)
        {
            Console.Error.WriteLine(HostLines.Of(line));
        }
        else
        {
            (string on, string off) = Console.IsErrorRedirected ? ("", "") : (Red, Plain);
            Console.Error.WriteLine($"{on}{line.Error}{off}: {line.WhatHappened}");
            Console.Error.WriteLine($"next: {line.NextStep}");
        }

        if (failure is not OpsException)
        {
            Console.Error.WriteLine(failure);
        }
    }

    private static ErrorLine Describe(Exception failure) =>
        failure is OpsException known
            ? new(known.GetType().Name, known.WhatHappened, known.NextStep, known.IsTransient)
            : new(
                failure.GetType().Name,
                failure.Message,
                "this is a bug in the program: report it, and include the lines below.",
                IsTransient: false
            );
}

/// <summary>Why a job failed, as JSON on standard error.</summary>
/// <param name="Error">The stable code, which is the error's short class name.</param>
/// <param name="WhatHappened">One sentence.</param>
/// <param name="NextStep">One sentence.</param>
/// <param name="IsTransient">True when the same call may succeed later.</param>
internal sealed record ErrorLine(string Error, string WhatHappened, string NextStep, bool IsTransient);
