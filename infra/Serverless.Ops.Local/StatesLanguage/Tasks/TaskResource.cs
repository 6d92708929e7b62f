namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>A resource that Tasks may name.</summary>
/// <param name="Arn">Such as <c>arn:aws:states:::lambda:invoke</c>.</param>
internal sealed record TaskResource(string Arn, ITaskHandler Handler)
{
    private const string Prefix = "arn:aws:states:::";
    private const string SyncVersion = ":2";

    /// <summary>As history events name it: <c>lambda</c>, <c>aws-sdk:ssm</c>.</summary>
    public string ResourceType => Arn[Prefix.Length..Cut];

    /// <summary>As history events name it: <c>invoke</c>, <c>sendCommand.waitForTaskToken</c>, <c>startExecution.sync:2</c>.</summary>
    public string Resource => Arn[(Cut + 1)..];

    public bool WaitsForToken => Arn.EndsWith(".waitForTaskToken", StringComparison.Ordinal);

    public bool WaitsForJob => Arn.EndsWith(SyncVersion, StringComparison.Ordinal);

    private int Cut => Arn.LastIndexOf(':', Arn.Length - 1 - (WaitsForJob ? SyncVersion.Length : 0));
}
