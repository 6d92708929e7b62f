namespace Serverless.Ops.Functions.Composition;

/// <summary>How progress and errors are shown.</summary>
internal enum ProgressStyle
{
    /// <summary>A line of text on standard error, at most one a second for each phase.</summary>
    Text,

    /// <summary>The same as one JSON object a line, for programs that draw it.</summary>
    Json,

    /// <summary>Each phase once, into the function's log.</summary>
    Phases,
}
