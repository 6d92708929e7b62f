using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Hosting;

using var signals = new StopSignals();
return Environment.GetEnvironmentVariable(SettingNames.LambdaRuntimeApi) is { Length: > 0 }
    ? await LambdaProgram.RunAsync(signals.Token)
    : await HostProgram.RunAsync(args, signals.Token);
