using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>One row, as text with its escapes, or one packet is more than can be held at once.</summary>
public sealed class RowTooLargeException(string activity, long bytes, int most, Exception cause)
    : PermanentException(
        $"While {activity}: one row needs up to {bytes} bytes as text, and {most} can be held at once.",
        "find the table's rows with values of about 1 GB, and make them smaller or store them as files.",
        cause);
