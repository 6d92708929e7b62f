namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>Names of the published packages that the generator looks for.</summary>
internal static class PublishedNames
{
    public const string Function = "Amazon.Lambda.Annotations.LambdaFunctionAttribute";
    public const string Startup = "Amazon.Lambda.Annotations.LambdaStartupAttribute";
    public const string FromServices = "Amazon.Lambda.Annotations.FromServicesAttribute";
    public const string Serializer = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    public const string Context = "Amazon.Lambda.Core.ILambdaContext";
    public const string ServiceCollection = "Microsoft.Extensions.DependencyInjection.IServiceCollection";
}
