namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Turns a chunk's INSERT text into lines for LOAD DATA, in place. Rows stay as they are, lines of statements are dropped, and the end
/// <c>);</c> of a statement becomes <c>),</c>. Each row must be one line that begins with '(': values hold no line break.
/// </summary>
internal sealed class InsertTextRewriter
{
    private bool atLineStart = true;
    private bool inRow;
    private bool semicolonHeld;

    /// <summary>Rewrites the bytes from index 1 on. Index 0 must be free, for a semicolon that was held back.</summary>
    /// <returns>The place of the rewritten bytes in the buffer.</returns>
    public (int Start, int Length) Rewrite(Span<byte> buffer, int count)
    {
        int read = 1;
        int end = 1 + count;
        int write = 1;
        int start = 1;
        if (semicolonHeld && count > 0)
        {
            semicolonHeld = false;
            start = 0;
            buffer[0] = buffer[1] == (byte)'\n' ? (byte)',' : (byte)';';
        }

        while (read < end)
        {
            if (atLineStart)
            {
                inRow = buffer[read] == (byte)'(';
            }

            int lineEnd = buffer[read..end].IndexOf((byte)'\n');
            int stop = lineEnd < 0 ? end : read + lineEnd + 1;
            if (inRow)
            {
                Span<byte> piece = buffer[read..stop];
                int length = piece.Length;
                if (lineEnd >= 1 && piece[^2] == (byte)';')
                {
                    piece[^2] = (byte)',';
                }
                else if (lineEnd < 0 && piece[^1] == (byte)';')
                {
                    semicolonHeld = true; // the next byte tells whether the semicolon ends the statement
                    length--;
                }

                piece[..length].CopyTo(buffer[write..]);
                write += length;
            }

            atLineStart = lineEnd >= 0;
            read = stop;
        }

        return (start, write - start);
    }
}
