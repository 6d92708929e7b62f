namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>A secret in <c>__Auth</c> and the SHA-256 of its text: the site decrypts it only with the right encryption_key.</summary>
internal sealed record Canary(string Doctype, string Name, string Fieldname, string Sha256);
