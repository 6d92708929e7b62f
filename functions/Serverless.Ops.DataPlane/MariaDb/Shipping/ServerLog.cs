namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>One binary log file that the server still has.</summary>
internal sealed record ServerLog(string File, long Bytes);
