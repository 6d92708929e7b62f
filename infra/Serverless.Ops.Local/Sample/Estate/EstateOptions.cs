namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>What a production estate is made from.</summary>
/// <param name="Name">Estate name; part of its parameters' names.</param>
/// <param name="Folder">Absolute and new; the server's data and the site's folder go below it.</param>
/// <param name="ParameterFolder">Root of the folder parameter store.</param>
/// <param name="Rows">How many rows in all, about; at least 1,000.</param>
/// <param name="Seed">The same seed and rows make the same business rows.</param>
public sealed record EstateOptions(string Name, string Folder, string ParameterFolder, int Rows = 120_000, int Seed = 20260101);
