using Serverless.Ops.Domain.Errors;
using Serverless.Ops.Functions.Composition;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>Says on standard error why a job failed: code, what happened, next step. Unknown failures come with their stack.</summary>
internal static class FailurePrinter
{
    private const string Red = "\e[1;31m";
    private const string Plain = "\e[0m";

    public static void Print(Exception failure, ProgressStyle style)
    {
        var line = Describe(failure);
        if (style == ProgressStyle.Json)
        {
            Console.Error.WriteLine(HostLines.Of(line));
        }
        else
        {
            var (on, off) = Console.IsErrorRedirected ? ("", "") : (Red, Plain);
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
            : new(failure.GetType().Name, failure.Message, "this is a mistake in the program: report it with the lines that follow.", IsTransient: false);
}
