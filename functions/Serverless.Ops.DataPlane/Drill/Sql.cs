namespace Serverless.Ops.DataPlane.Drill;

/// <summary>Names from a journal in statements.</summary>
internal static class Sql
{
    public static string Quoted(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";
}
