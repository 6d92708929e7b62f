using Serverless.Ops.Local.Cli;

return await CommandLine.Root().Parse(args).InvokeAsync();
