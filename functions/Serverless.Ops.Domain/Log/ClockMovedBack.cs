using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Log;

/// <summary>The source's clock was moved back: it shows less than it had shown. From here on, the second index begins anew.</summary>
/// <param name="From">A time that the clock had shown.</param>
/// <param name="To">The clock, read after the commits that follow had arrived.</param>
public sealed record ClockMovedBack(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>A message for people.</summary>
    /// <param name="place">The first place behind the move.</param>
    public string Describe(BinlogCoordinates place) =>
        $"The source's clock was moved back. It had shown {WholeSecond.Text(From)}, and it showed {WholeSecond.Text(To)} after "
        + $"{place.File}:{place.Position} ({place.Gtid})";
}
