using MySqlConnector;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// A session of a history. A statement that the source refuses is a part of life and is counted. A lost connection is an error.
/// </summary>
/// <param name="waits">
/// Whether a statement may wait for a lock of another session. When the sessions act in turn, nobody would release it.
/// </param>
internal sealed class HistorySession(TestServer source, int number, bool waits, Coverage coverage) : IAsyncDisposable
{
    private MySqlConnection? connection;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await CloseAsync();
        var builder = new MySqlConnectionStringBuilder(source.Server.RootConnectionString)
        {
            UserID = Accounts.OfSessions[number % Accounts.OfSessions.Count],
            DefaultCommandTimeout = 60,
        };
        connection = new MySqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using MySqlCommand command = connection.CreateCommand();
        int seconds = waits ? 2 : 0;
        command.CommandText = $"use shop; set lock_wait_timeout={seconds}, innodb_lock_wait_timeout={seconds}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DoAsync(Act act, CancellationToken cancellationToken)
    {
        await using MySqlCommand command = connection!.CreateCommand();
        command.CommandText = act.Sql;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            coverage.Count(act, null);
        }
        catch (MySqlException refusal) when (connection.State == System.Data.ConnectionState.Open)
        {
            coverage.Count(act, $"{refusal.Number}: {refusal.Message}");
        }

        if (act.Kind == Kinds.Rows.EndsConnection && act.Sql.Contains(" release", StringComparison.Ordinal))
        {
            await OpenAsync(cancellationToken);
        }
    }

    public async Task CloseAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
