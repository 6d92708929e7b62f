using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>
/// The number of rows of each table at a place in the log, by the table's name at that place. Begins with the tables of a set.
/// </summary>
internal sealed class TableTallies
{
    private const string NamedByStatement = "a statement in the log names it in a form that this version cannot read";

    private static readonly string[] NotOfTheEstate = ["mysql", "information_schema", "performance_schema", "sys", Schemas.Notes];

    private readonly Dictionary<TableName, TableTally> tables = [];

    // What a name means from some place in the log on is not known, to its end.
    private readonly Dictionary<TableName, string> unclear = [];

    // True after a statement that may have made a temporary table, with a name that was not understood.
    private bool mayHide;

    public TableTallies(IReadOnlyList<TableEntry> entries, TableNames names)
    {
        foreach (TableEntry entry in entries)
        {
            tables.Add(
                names.Of(entry.Schema, entry.Name),
                new TableTally { Rows = entry.Rows, Uncountable = Countable.WhyNot(entry.Engine, entry.CreateStatement) }
            );
        }
    }

    public IEnumerable<TableName> Names => tables.Keys;

    /// <summary>The tally of a table, or null when the name means no table of which the rows are known.</summary>
    public TableTally? Find(TableName name) => unclear.ContainsKey(name) ? null : tables.GetValueOrDefault(name);

    /// <summary>Why the rows of the table with this name are not known, or null.</summary>
    public string? WhyUnclear(TableName name) => unclear.GetValueOrDefault(name);

    public void Take(StatementEffect effect, ReadOnlySpan<byte> sql)
    {
        if (effect.Reach == StatementReach.NamedTables)
        {
            GiveUpNamed(Encoding.Latin1.GetString(sql));
        }

        foreach (TableChange change in effect.Changes)
        {
            Take(change);
        }

        if (effect.Reach == StatementReach.AnyTable)
        {
            LoseAll("the log has a statement in place of its rows");
        }
    }

    private void Take(TableChange change)
    {
        switch (change.Effect)
        {
            case TableEffect.Creates:
                Create(change);
                break;
            case TableEffect.Alters or TableEffect.Changes when Find(change.Table) is { } altered:
                altered.IsRedefined = true;
                altered.Uncountable ??= change.Uncountable;
                if (change.Effect == TableEffect.Changes)
                {
                    altered.Lose("a statement in the log changes its rows");
                }

                break;
            case TableEffect.Empties:
                Find(change.Table)?.Empty();
                break;
            case TableEffect.Drops:
                tables.Remove(change.Table);
                break;
            case TableEffect.DropsDatabase:
                foreach (TableName dropped in tables.Keys.Where(name => name.Schema == change.Table.Schema).ToArray())
                {
                    tables.Remove(dropped);
                }

                break;
            case TableEffect.Renames:
                Rename(change.Table, change.To!.Value);
                break;
            case TableEffect.Hides:
                unclear.TryAdd(change.Table, "a session of the log has a temporary table with its name");
                break;
        }
    }

    // A table that IF NOT EXISTS makes is not counted: a view, or anything else that this class does not know, may have its name.
    private void Create(TableChange change)
    {
        if (mayHide || NotOfTheEstate.Contains(change.Table.Schema, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        TableTally? like = change.To is { } source ? Find(source) : null;
        tables[change.Table] = new TableTally
        {
            IsRedefined = true,
            Uncountable =
                change.Uncountable ?? like?.Uncountable ?? (change.To is null || like is not null ? null : "its definition is not known"),
        };
    }

    private void Rename(TableName from, TableName to)
    {
        if (unclear.TryGetValue(from, out string? reason))
        {
            unclear.TryAdd(to, reason);
        }

        if (tables.Remove(from, out TableTally? moved))
        {
            moved.IsRedefined = true;
            tables[to] = moved;
        }
    }

    // Looks for names as bytes, with or without quotes around them. This may leave out a table that could be counted,
    // but never counts a table that the statement changed.
    private void GiveUpNamed(string statement)
    {
        mayHide |= Has(statement, "TEMPORARY");
        bool ofDatabase = Has(statement, "DATABASE") || Has(statement, "SCHEMA");
        foreach (TableName name in tables.Keys)
        {
            if (IsNamed(statement, name.Table) || (ofDatabase && IsNamed(statement, name.Schema)))
            {
                unclear.TryAdd(name, NamedByStatement);
            }
        }
    }

    private static bool IsNamed(string statement, string name) =>
        !name.All(char.IsAscii)
        || name.Contains('`', StringComparison.Ordinal)
        || name.Contains('"', StringComparison.Ordinal)
        || Has(statement, name);

    private static bool Has(string statement, string text) => statement.Contains(text, StringComparison.OrdinalIgnoreCase);

    private void LoseAll(string reason)
    {
        foreach (TableTally tally in tables.Values)
        {
            tally.Lose(reason);
        }
    }
}

/// <summary>The rows of one table at a place in the log.</summary>
internal sealed class TableTally
{
    private string? lost;

    public long Rows { get; set; }

    /// <summary>Why the log does not list all changes of the table; null if it does.</summary>
    public string? Uncountable { get; set; }

    /// <summary>True when a statement of the log made or changed the definition.</summary>
    public bool IsRedefined { get; set; }

    /// <summary>Why the number of rows is not known; null if it is.</summary>
    public string? Unknown => Uncountable ?? lost;

    /// <summary>Notes that the number of rows is not known until the table is emptied. Only the first reason is kept.</summary>
    public void Lose(string reason) => lost ??= reason;

    public void Empty() => (Rows, lost) = (0, null);
}
