namespace Serverless.Ops.Local.Drills;

/// <summary>What is left when production is gone: besides the object store, what a restore starts from.</summary>
/// <param name="Target">What the restore is asked for: a whole UTC second, or <c>latest</c>.</param>
/// <param name="KeptSite">The site's folder as configuration management has it.</param>
internal sealed record LostProduction(string Target, string KeptSite);
