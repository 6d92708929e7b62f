namespace Serverless.Ops.Local.Display;

/// <summary>Formats numbers for people.</summary>
internal static class Quantities
{
    public static string Of(long amount, string unit) => unit == "bytes" ? Bytes(amount) : $"{amount:N0} {unit}";

    /// <summary>Bytes in decimal units, which disks and networks use too.</summary>
    public static string Bytes(double bytes) =>
        bytes switch
        {
            >= 1e9 => $"{bytes / 1e9:0.00} GB",
            >= 1e6 => $"{bytes / 1e6:0.0} MB",
            >= 1e3 => $"{bytes / 1e3:0} kB",
            _ => $"{bytes:0} B",
        };

    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds switch
        {
            >= 3600 => $"{(int)time.TotalHours} h {time.Minutes:00} min",
            >= 60 => $"{time.Minutes} min {time.Seconds:00} s",
            >= 10 => $"{time.TotalSeconds:0} s",
            _ => $"{time.TotalSeconds:0.0} s",
        };
}
