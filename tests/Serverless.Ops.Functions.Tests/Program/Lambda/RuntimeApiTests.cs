using System.Text;
using Serverless.Ops.Functions.Tests.Servers;

namespace Serverless.Ops.Functions.Tests.Program.Lambda;

/// <summary>Runs the polyfill's runtime as a process behind the Runtime API, with the functions of SampleFunctions.</summary>
public sealed class RuntimeApiTests : IAsyncLifetime
{
    private RuntimeApiServer lambda = null!;

    public async ValueTask InitializeAsync() => lambda = await RuntimeApiServer.StartAsync();

    public ValueTask DisposeAsync() => lambda.DisposeAsync();

    [Fact]
    public async Task Call_ThatSucceeds_IsAnsweredWithItsOutput()
    {
        await using RunningProgram program = Start("Repeat");

        CallOutcome outcome = await lambda.InvokeAsync("""{"Text":"é \"quoted\"","Number":7}""", TimeSpan.FromSeconds(200));

        outcome.IsError.ShouldBeFalse();
        outcome.ContentType.ShouldBe("application/json");
        outcome.Text.ShouldContain("""{"Text":"é \"quoted\"","Number":7,"RemainingSeconds":""");
        outcome.Json["RemainingSeconds"]!.GetValue<double>().ShouldBeInRange(100, 200);
        outcome.Json["RequestId"]!.GetValue<string>().Length.ShouldBe(36);
        outcome.Json.ContainsKey("Nothing").ShouldBeFalse("the serializer leaves null members out, like the published one");
    }

    [Fact]
    public async Task Calls_OfOneProcess_EachHaveAScopeOfTheirOwn()
    {
        await using RunningProgram program = Start("Repeat");

        var scopes = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 3; i++)
        {
            scopes.Add((await lambda.InvokeAsync("""{"Text":"","Number":0}""")).Json["Scope"]!.GetValue<string>());
        }

        scopes.Count.ShouldBe(3);
        scopes.ShouldNotContain("two scopes in one call");
    }

    [Fact]
    public async Task Call_ThatIsNotTraced_DoesNotGoUnderTheTraceOfTheOneBefore()
    {
        await using RunningProgram program = Start("Trace");

        CallOutcome traced = await lambda.InvokeAsync("""{"Text":"","Number":0}""");
        lambda.TraceId = null;
        CallOutcome untraced = await lambda.InvokeAsync("""{"Text":"","Number":0}""");

        traced.Json["Text"]!.GetValue<string>().ShouldStartWith("Root=1-");
        untraced.Json["Text"]!.GetValue<string>().ShouldBe("none");
    }

    [Fact]
    public async Task Call_ThatThrows_IsReportedAndTheNextIsServed()
    {
        await using RunningProgram program = Start("Divide");

        CallOutcome failed = await lambda.InvokeAsync("""{"Text":"","Number":0}""");
        CallOutcome good = await lambda.InvokeAsync("""{"Text":"","Number":5}""");

        failed.IsError.ShouldBeTrue();
        failed.ContentType.ShouldBe("application/vnd.aws.lambda.error+json");
        failed.ErrorType.ShouldBe("UndividableException");
        failed.Json["errorType"]!.GetValue<string>().ShouldBe("UndividableException");
        failed.Json["errorMessage"]!.GetValue<string>().ShouldBe("100 cannot be divided by 0.");
        failed.Json["stackTrace"]!.AsArray()[0]!.GetValue<string>().ShouldStartWith("at Serverless.Ops.SampleFunctions.Samples.Divide(");
        failed.Json["cause"]!["errorType"]!.GetValue<string>().ShouldBe("DivideByZeroException");
        good.Json["Number"]!.GetValue<int>().ShouldBe(20);
    }

    [Fact]
    public async Task Payload_ThatIsNotTheInput_IsAnErrorOfTheCall()
    {
        await using RunningProgram program = Start("Repeat");

        CallOutcome failed = await lambda.InvokeAsync("""{"Text":"","Number":"seven"}""");

        failed.ErrorType.ShouldBe("JsonSerializerException");
        failed.Json["errorMessage"]!
            .GetValue<string>()
            .ShouldStartWith("Error converting the Lambda event JSON payload to type Serverless.Ops.SampleFunctions.Note: ");
    }

    [Fact]
    public async Task Start_ThatFails_IsReportedAndEndsTheProcess()
    {
        await using RunningProgram program = Start("Multiply");

        CallOutcome error = await lambda.StartError.WaitAsync(TimeSpan.FromMinutes(3));
        ProgramOutcome end = await program.EndAsync();

        error.ErrorType.ShouldBe("InvalidOperationException");
        error.ContentType.ShouldBe("application/vnd.aws.lambda.error+json");
        error.Json["errorMessage"]!.GetValue<string>().ShouldBe("There is no function 'Multiply'.");
        end.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Payload_OfFiveMegabytes_ComesBackWhole()
    {
        await using RunningProgram program = Start("Repeat");
        string text = string.Create(
            5 * 1024 * 1024,
            0,
            static (span, _) =>
            {
                for (int i = 0; i < span.Length; i++)
                {
                    span[i] = (char)('a' + (i * 7 % 26));
                }
            }
        );

        CallOutcome outcome = await lambda.InvokeAsync(
            Encoding.UTF8.GetBytes($$"""{"Text":"{{text}}","Number":1}"""),
            TimeSpan.FromMinutes(2)
        );

        outcome.IsError.ShouldBeFalse();
        (outcome.Json["Text"]!.GetValue<string>() == text).ShouldBeTrue();
    }

    [Fact]
    public async Task Calls_AThousandInOneProcess_LeaveNothingBehind()
    {
        await using RunningProgram program = Start("Repeat");
        byte[] note = Encoding.UTF8.GetBytes($$"""{"Text":"{{new string('n', 20_000)}}","Number":1}""");

        await InvokeManyAsync(note, 1_000);
        long warm = program.ResidentBytes;
        await InvokeManyAsync(note, 1_000);
        long grown = program.ResidentBytes - warm;

        // One call moves more than 100 KB. If the program kept a tenth of each, the growth would be above this limit.
        grown.ShouldBeLessThan(8 * 1024 * 1024);
    }

    private async Task InvokeManyAsync(byte[] payload, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            (await lambda.InvokeAsync(payload, TimeSpan.FromMinutes(2))).IsError.ShouldBeFalse();
        }
    }

    private RunningProgram Start(string function) =>
        RunningProgram.Start(
            Programs.Samples,
            [function],
            new Dictionary<string, string>
            {
                ["AWS_LAMBDA_RUNTIME_API"] = lambda.Address,
                // The nursery is small and code is compiled only once. So growth comes from the calls, and not from garbage that is not
                // yet collected or from code that the runtime compiles again.
                ["DOTNET_TieredCompilation"] = "0",
                ["DOTNET_GCgen0size"] = "0x400000",
                ["DOTNET_GCConserveMemory"] = "9",
                ["DOTNET_gcConcurrent"] = "0",
            }
        );
}
