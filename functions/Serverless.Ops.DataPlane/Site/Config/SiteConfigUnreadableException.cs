using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Config;

/// <summary>A site_config.json that cannot be used as it is. The message names the file and the key, never a value.</summary>
public sealed class SiteConfigUnreadableException(string path, string reason, Exception? cause = null)
    : PermanentException($"{path} cannot be used: {reason}.", "restore the file from the configuration repository, then run this again.", cause);
