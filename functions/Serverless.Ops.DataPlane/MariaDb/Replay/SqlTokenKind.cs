namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>What a token of a statement is, as far as finding names in it needs.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword, a number or a name without quotes.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    Name,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Any other character.</summary>
    Mark,
}
