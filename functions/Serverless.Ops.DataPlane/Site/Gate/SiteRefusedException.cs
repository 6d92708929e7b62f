using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>The site answered, but not with what was asked for.</summary>
public sealed class SiteRefusedException(string path, int status, string type, string reason)
    : PermanentException($"The site answered {path.Split('?')[0]} with {status} {type}: {reason}.", "look at the site's error log for that request.")
{
    public int Status { get; } = status;

    /// <summary>Name of Frappe's exception.</summary>
    public string Type { get; } = type;
}
