using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Makes the site's database: schema, rows, all other kinds of objects, and the application's account.</summary>
internal sealed class EstateDatabase(MySqlConnection root, EstateSecrets secrets)
{
    /// <summary>
    /// Loads the rows with the binary log off and without a flush at each commit, which is faster. A drill does not test this part.
    /// Every write after it is logged and durable.
    /// </summary>
    public async Task CreateAsync(SeedPlan plan, int seed, IProgressSink progress, CancellationToken cancellationToken)
    {
        string database = SqlQuote.Name(secrets.Database);
        await ExecuteAsync("set session sql_log_bin = 0; set global innodb_flush_log_at_trx_commit = 0", cancellationToken);
        await ExecuteAsync(
            $"create database {database} character set utf8mb4 collate utf8mb4_unicode_ci; use {database}",
            cancellationToken
        );
        await ExecuteAsync(Script("schema.sql"), cancellationToken);
        await SeedAsync(plan, seed, progress, cancellationToken);
        await ExecuteAsync(Script("objects.sql"), cancellationToken);
        await ExecuteAsync(
            $"""
            create user {database}@`%` identified by {SqlQuote.Text(secrets.DatabasePassword)};
            grant select, insert, update, delete, create, drop, index, alter, create temporary tables, lock tables, execute,
              create view, show view, trigger on {database}.* to {database}@`%`;
            """,
            cancellationToken
        );
        await ExecuteAsync("set global innodb_flush_log_at_trx_commit = 1; set session sql_log_bin = 1", cancellationToken);
    }

    private async Task SeedAsync(SeedPlan plan, int seed, IProgressSink progress, CancellationToken cancellationToken)
    {
        var rows = new SeedRows(plan, seed);
        IReadOnlyList<SeedTable> tables = [.. rows.Tables(), .. new SeedAccounts(secrets).Tables(TimeProvider.System)];
        for (int i = 0; i < tables.Count; i++)
        {
            progress.Report("seed the estate", i, tables.Count, "tables");
            await TableLoader.LoadAsync(root, tables[i].Name, tables[i].Columns, tables[i].Rows, cancellationToken);
        }

        progress.Report("seed the estate", tables.Count, tables.Count, "tables");
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, root);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Script(string name)
    {
        using Stream stream =
            typeof(EstateDatabase).Assembly.GetManifestResourceStream($"Estate.{name}")
            ?? throw new FileNotFoundException($"{name} is not in the assembly. Next: build the program again with ./ops setup.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
