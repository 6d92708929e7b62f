namespace Serverless.Ops.Local.Sample.Site;

/// <summary>How the sample site is started.</summary>
/// <param name="Folder">The Frappe site folder with site_config.json.</param>
/// <param name="Port">Where people reach it; answers 503 while maintenance_mode is 1.</param>
/// <param name="GatePort">Where the workflow gate reaches it; answers also then.</param>
public sealed record SiteOptions(string Folder, int Port, int GatePort);
