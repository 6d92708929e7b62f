using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>The site answered as if all were well, but what it did is not what the workflow needs. Becomes a verdict's reason.</summary>
internal sealed class GateFindingException(string found) : PermanentException(found, "compare with the site before the disaster.");
