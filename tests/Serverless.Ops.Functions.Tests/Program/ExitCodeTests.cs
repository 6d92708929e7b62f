using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program;

namespace Serverless.Ops.Functions.Tests.Program;

public sealed class ExitCodeTests
{
    public static TheoryData<Exception, int> Failures() =>
        new()
        {
            { new InvalidInputException("", ""), 2 },
            { new ObjectNotFoundException("s", "k", null), 1 },
            { new WriteConflictException("s", "k"), 75 },
            { new DeadlineExceededException("F", TimeSpan.Zero), 124 },
            { new JobStoppedException("F"), 143 },
            { new InvalidOperationException(), 1 },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_HasTheExitCodeOfItsKind(Exception failure, int code) => ExitCode.Of(failure).ShouldBe(code);
}
