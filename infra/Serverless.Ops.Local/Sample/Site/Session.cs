namespace Serverless.Ops.Local.Sample.Site;

/// <summary>A signed-in user. <paramref name="CsrfToken"/> must come with every write.</summary>
internal sealed record Session(string User, string Sid, string CsrfToken, string FullName);
