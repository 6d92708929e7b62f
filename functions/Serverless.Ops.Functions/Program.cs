using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Hosting;

using var signals = new StopSignals();
return Settings.IsLambdaProcess
    ? await LambdaProgram.RunAsync(signals.Token)
    : await HostProgram.RunAsync(args, signals.Token);
