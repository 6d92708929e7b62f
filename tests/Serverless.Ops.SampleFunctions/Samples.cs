using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;

namespace Serverless.Ops.SampleFunctions;

public sealed class Samples
{
    [LambdaFunction]
    public Task<Answer> Repeat(Note note, ILambdaContext context, [FromServices] CallScope scope, [FromServices] CallScope same) =>
        Task.FromResult(
            new Answer(
                note.Text,
                note.Number,
                null,
                context.RemainingTime.TotalSeconds,
                context.AwsRequestId,
                ReferenceEquals(scope, same) ? scope.Id : "two scopes in one call",
                GC.GetTotalMemory(forceFullCollection: false)
            )
        );

    [LambdaFunction]
    public Task<Answer> Trace(Note note, ILambdaContext context) =>
        Task.FromResult(
            new Answer(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") ?? "none", note.Number, null, 0, context.AwsRequestId, "", 0)
        );

    [LambdaFunction]
    public Task<Answer> Divide([FromServices] CallScope scope, Note note, ILambdaContext context)
    {
        try
        {
            return Task.FromResult(new Answer("", 100 / note.Number, null, 0, context.AwsRequestId, scope.Id, 0));
        }
        catch (DivideByZeroException cause)
        {
            throw new UndividableException($"100 cannot be divided by {note.Number}.", cause);
        }
    }
}
