using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>A database account. Its password appears in no message and no log.</summary>
public sealed record MariaDbAccount(string User, SecretText Password)
{
    public override string ToString() => User;
}
