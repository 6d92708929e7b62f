namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>How many bytes a value of a column takes in a row image.</summary>
/// <param name="IsPrefixed">True when the value's own length stands before it, in that many bytes, lowest first.</param>
/// <param name="Bytes">The value's length, or its prefix's.</param>
internal readonly record struct ColumnWidth(bool IsPrefixed, int Bytes);
