using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>No answer from the site.</summary>
public sealed class SiteUnreachableException(Uri site, string reason, Exception? cause = null)
    : TransientException($"{site} does not answer: {reason.TrimEnd('.')}.", "check that the site's containers run and that its address is right.", cause);
