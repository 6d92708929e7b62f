namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Deeds of the operator. The runner does them, not a session.</summary>
internal static class Operations
{
    public const string Restart = "restart of the source";
    public const string Kill = "kill -9 of the source";
    public const string Ship = "shipping of the log";

    public static Family Family { get; } =
        new(
            "operations",
            [],
            [
                new(Restart, Restart) { OfOperator = true },
                new(Kill, Kill) { OfOperator = true },
                new(Ship, Ship) { OfOperator = true, Weight = 3 },
            ]
        );
}
