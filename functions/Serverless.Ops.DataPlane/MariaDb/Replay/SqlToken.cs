namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>One token of a statement.</summary>
/// <param name="Text">Without its quotes.</param>
/// <param name="Start">Of its first byte, quotes included.</param>
/// <param name="End">After its last byte.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start, int End)
{
    public bool IsIdentifier => Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsMark(char mark) => Kind == SqlTokenKind.Mark && Text[0] == mark;
}
