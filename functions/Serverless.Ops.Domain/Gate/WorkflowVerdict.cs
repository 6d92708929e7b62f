using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Gate;

/// <summary>How one critical workflow went on the restored site.</summary>
/// <param name="Workflow">Its name in the glossary's words, such as "member search".</param>
/// <param name="Reason">What was seen; never a secret.</param>
public sealed record WorkflowVerdict(string Workflow, Verdict Verdict, string Reason, TimeSpan Took);
