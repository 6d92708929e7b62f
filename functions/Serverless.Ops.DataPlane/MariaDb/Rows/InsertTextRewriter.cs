namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Turns a chunk's INSERT text into lines that LOAD DATA reads, in place: rows stay as they are, lines of statements are dropped, and a
/// statement's end <c>);</c> becomes <c>),</c>. It works because each row is one line that begins with '(': values hold no line break.
/// </summary>
internal sealed class InsertTextRewriter
{
    private bool atLineStart = true;
    private bool inRow;
    private bool semicolonHeld;

    /// <summary>Rewrites the bytes from index 1 on. Index 0 must be free: a semicolon that was held back may have to go there.</summary>
    /// <returns>Where the rewritten bytes lie in the buffer.</returns>
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
                    semicolonHeld = true; // the next byte says whether it ends the statement
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
