using Serverless.Ops.Local.Cli;

return await CommandLine.RunAsync(args);
