namespace Serverless.Ops.DataPlane.MariaDb.Sql;

/// <summary>Goes through a statement's tokens from left to right.</summary>
internal abstract class StatementReader(List<SqlToken> tokens)
{
    protected List<SqlToken> Tokens { get; } = tokens;

    /// <summary>Index of the present token. Behind the last token it is the number of tokens.</summary>
    protected int At { get; set; }

    protected bool TakeIf(string word)
    {
        bool isIt = At < Tokens.Count && Tokens[At].IsWord(word);
        At += isIt ? 1 : 0;
        return isIt;
    }

    /// <summary>Moves behind the next such word. A word after a full stop is a name, and does not count.</summary>
    protected bool TakeTo(string word)
    {
        while (At < Tokens.Count && !(Tokens[At].IsWord(word) && !(At > 0 && Tokens[At - 1].IsMark('.'))))
        {
            At++;
        }

        return TakeIf(word);
    }

    /// <summary>Moves behind SET STATEMENT … FOR, if the statement begins so.</summary>
    protected void SkipSetStatement()
    {
        if (!(TakeIf("SET") && TakeIf("STATEMENT") && TakeTo("FOR")))
        {
            At = 0;
        }
    }

    /// <summary>Reads a table's name, with its schema; null when no name stands here.</summary>
    /// <param name="database">The schema of a name without one.</param>
    protected (string Schema, string Table)? TakeTable(string database)
    {
        if (At >= Tokens.Count || !Tokens[At].IsIdentifier)
        {
            return null;
        }

        string name = Tokens[At++].Text;
        if (At + 1 >= Tokens.Count || !Tokens[At].IsMark('.'))
        {
            return (database, name);
        }

        At += 2;
        return (name, Tokens[At - 1].Text);
    }

    /// <summary>Moves behind the brackets of CURRENT_USER() and the like.</summary>
    protected void SkipBrackets() => At += At + 1 < Tokens.Count && Tokens[At].IsMark('(') && Tokens[At + 1].IsMark(')') ? 2 : 0;

    protected void SkipExists()
    {
        if (TakeIf("IF"))
        {
            TakeIf("NOT");
            TakeIf("EXISTS");
        }
    }
}
