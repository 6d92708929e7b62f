namespace Serverless.Ops.Domain.Common;

/// <summary>Whole UTC seconds. The log's stamps and every target have this resolution.</summary>
public static class WholeSecond
{
    public static bool Is(DateTimeOffset at) => at.UtcTicks % TimeSpan.TicksPerSecond == 0;

    public static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    public static DateTimeOffset Ceiling(DateTimeOffset at) => Is(at) ? at.ToUniversalTime() : Floor(at).AddSeconds(1);

    /// <summary>RFC 3339 with Z; a fraction of up to six digits only when it is not zero.</summary>
    public static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
