namespace Serverless.Ops.DataPlane.Drills;

/// <summary>A column in which the clients' mark was seen in the journal.</summary>
internal readonly record struct MarkedPlace(string Table, string Column, string Mark);
