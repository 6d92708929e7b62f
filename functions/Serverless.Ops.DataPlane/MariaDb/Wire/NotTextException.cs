using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The server answered bytes that are no UTF-8 where text was asked for: a binary string in a definition, as a rule.</summary>
/// <param name="activity">What the connection was doing; it names the object.</param>
public sealed class NotTextException(string activity)
    : PermanentException(
        $"While {activity}, the database server gave bytes that are no text and could not be kept exactly.",
        "write binary strings in its definition in hexadecimal, such as DEFAULT (x'ff80c0') for a column or 0xff80c0 in a routine.");
