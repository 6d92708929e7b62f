using System.Text.Json.Nodes;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.StepFunctions;

namespace Serverless.Ops.Functions.Tests.StepFunctions;

public sealed class ErrorReportTests
{
    [Fact]
    public void Failure_WithACause_IsWrittenAsLambdaWritesIt()
    {
        JsonNode report = JsonNode.Parse(
            ErrorReport.Write(Thrown(() => throw new InvalidInputException("The field t is missing.", "add it.", new FormatException("t"))))
        )!;

        report.AsObject().Select(member => member.Key).ShouldBe(["errorType", "errorMessage", "stackTrace", "cause"]);
        report["errorType"]!.GetValue<string>().ShouldBe("InvalidInputException");
        report["errorMessage"]!.GetValue<string>().ShouldBe("The field t is missing. Next: add it.");
        report["stackTrace"]!.AsArray()[0]!.GetValue<string>().ShouldStartWith("at ");
        report["cause"]!["errorType"]!.GetValue<string>().ShouldBe("FormatException");
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(30_000)]
    [InlineData(1_000_000)]
    public void Failure_OfAnyLength_FitsIntoACause(int length)
    {
        Exception failure = Thrown(() =>
            throw new InvalidOperationException(new string('é', length), new InvalidOperationException(new string('"', length)))
        );

        string text = ErrorReport.Write(failure);

        text.Length.ShouldBeLessThanOrEqualTo(32_768);
        JsonNode.Parse(text)!["errorType"]!.GetValue<string>().ShouldBe("InvalidOperationException");
        JsonNode.Parse(text)!["errorMessage"]!.GetValue<string>().ShouldStartWith("éééé");
    }

    private static Exception Thrown(Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure)
        {
            return failure;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }
}
