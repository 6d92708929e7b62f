using Amazon.Lambda.Annotations;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.Ops.SampleFunctions;

[LambdaStartup]
public sealed class SampleStartup
{
    public void ConfigureServices(IServiceCollection services) => services.AddScoped<CallScope>();
}
