namespace Serverless.Ops.AwsPolyfill.Generators;

internal enum ArgumentSource
{
    Input,
    Context,
    Services,
}
