using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Host;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;

using var signals = new StopSignals();
return ProgramSettings.IsLambdaProcess
    ? await LambdaProgram.RunAsync(OpsFunctions.All, signals.Token)
    : await HostProgram.RunAsync(OpsFunctions.All, args, signals.Token);
