namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>Builds ARNs in AWS's form, for an account and a region that do not exist.</summary>
internal static class LocalArns
{
    public const string Region = "local";
    public const string Account = "000000000000";

    public static string StateMachine(string name) => $"arn:aws:states:{Region}:{Account}:stateMachine:{name}";

    public static string Execution(string machine, string name) => $"arn:aws:states:{Region}:{Account}:execution:{machine}:{name}";

    public static string Function(string name) => $"arn:aws:lambda:{Region}:{Account}:function:{name}";
}
