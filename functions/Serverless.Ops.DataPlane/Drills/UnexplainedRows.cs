using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>Finds rows with the mark of the clients that no journal entry explains. A restore with such rows restored too much.</summary>
internal sealed class UnexplainedRows(MySqlConnection connection, Func<string, string> schemaOf)
{
    /// <param name="entries">Reads the journal again. Used only if a column has more marked rows than the journal explains. The marked
    /// values of that column are then kept in memory.</param>
    public async Task AddToAsync(
        JournalProof proof,
        MarkedRows marked,
        Func<IAsyncEnumerable<JournalEntry>> entries,
        CancellationToken cancellationToken
    )
    {
        foreach ((MarkedPlace place, long explained) in marked.Explained)
        {
            long extra = await CountAsync(place, cancellationToken) - explained;
            if (extra > 0)
            {
                await NameAsync(proof, place, extra, entries(), cancellationToken);
            }
        }
    }

    private async Task<long> CountAsync(MarkedPlace place, CancellationToken cancellationToken)
    {
        await using MySqlCommand command = Command("count(*)", place);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task NameAsync(
        JournalProof proof,
        MarkedPlace place,
        long extra,
        IAsyncEnumerable<JournalEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var journaled = new HashSet<string>(StringComparer.Ordinal);
        await foreach (JournalEntry entry in entries.WithCancellation(cancellationToken))
        {
            journaled.UnionWith(MarkedRows.ValuesAt(place, entry));
        }

        await using MySqlCommand command = Command($"cast({SqlQuote.Name(place.Column)} as char)", place);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (extra > 0 && await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetString(0) is var value && !journaled.Contains(value))
            {
                Add(proof, place, value, "no journal entry wrote this row");
                extra--;
            }
        }

        for (; extra > 0; extra--)
        {
            Add(proof, place, place.Mark, "the row repeats the mark of another row, and no journal entry wrote it");
        }
    }

    private static void Add(JournalProof proof, MarkedPlace place, string value, string reason) =>
        proof.AddViolation(
            new JournalViolation(
                value,
                $"row of {place.Table}",
                JournalClass.Unexplained,
                null,
                null,
                $"{place.Column} has the mark of the clients, but {reason}"
            )
        );

    private MySqlCommand Command(string what, MarkedPlace place)
    {
        var command = new MySqlCommand(
            $"select {what} from {SqlQuote.Name(schemaOf(place.Table))}.{SqlQuote.Name(place.Table)} "
                + $"where {SqlQuote.Name(place.Column)} like @mark",
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.AddWithValue("@mark", place.Mark + "%");
        return command;
    }
}
