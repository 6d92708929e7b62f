namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>A secret in memory. Its text form is ***, and only <see cref="Reveal"/> returns the secret.</summary>
public sealed class SecretText(string value)
{
    private readonly string value = value;

    /// <summary>The secret itself, for the one call that needs it. Never log, store or throw it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
