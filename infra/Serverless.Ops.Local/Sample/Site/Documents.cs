using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// Reads and writes documents. Table and column names come only from the schema. Data of a client is always passed as a parameter.
/// </summary>
internal sealed class Documents(SiteDatabase database, TimeProvider time)
{
    private static readonly string[] Managed = ["creation", "modified", "modified_by", "owner"];

    public async Task<JsonArray> ListAsync(DocType docType, ListQuery query, CancellationToken cancellationToken)
    {
        string[] columns = await ColumnsAsync(docType, cancellationToken);
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand("", connection);
        command.CommandText = query.ToSql(docType, columns, command.Parameters);
        return await FrappeRows.ReadAsync(command, cancellationToken);
    }

    public async Task<JsonObject> GetAsync(DocType docType, string name, CancellationToken cancellationToken)
    {
        string[] columns = await ColumnsAsync(docType, cancellationToken);
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        JsonObject document = await GetAsync(connection, docType, columns, name, cancellationToken);
        if (docType.Name == "Payment Entry")
        {
            await using var children = new MySqlCommand(
                "select * from `tabPayment Entry Reference` where `parent` = @parent order by `idx`",
                connection
            );
            children.Parameters.AddWithValue("@parent", name);
            document["references"] = await FrappeRows.ReadAsync(children, cancellationToken);
        }

        return document;
    }

    public async Task<JsonObject> InsertAsync(DocType docType, JsonObject values, string user, CancellationToken cancellationToken)
    {
        string[] columns = await ColumnsAsync(docType, cancellationToken);
        string name = values["name"]?.GetValue<string>() ?? RandomName();
        DateTime now = Now();
        List<(string Column, object? Value)> row =
        [
            ("name", name),
            ("creation", now),
            ("modified", now),
            ("modified_by", user),
            ("owner", user),
            .. values
                .Where(pair => pair.Key is not ("name" or "doctype"))
                .Select(pair => (Checked(docType, columns, pair.Key), FrappeRows.ToParameter(pair.Key, pair.Value))),
        ];
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await InsertAsync(connection, null, docType.Table, row, cancellationToken);
        if (docType.Searched is { } searched)
        {
            await IndexAsync(connection, docType, name, values[searched]?.ToString() ?? name, cancellationToken);
        }

        return await GetAsync(connection, docType, columns, name, cancellationToken);
    }

    public async Task<JsonObject> UpdateAsync(
        DocType docType,
        string name,
        JsonObject values,
        string user,
        CancellationToken cancellationToken
    )
    {
        string[] columns = await ColumnsAsync(docType, cancellationToken);
        string[] changed =
        [
            .. values.Select(pair => pair.Key).Where(key => key is not ("name" or "doctype")).Select(key => Checked(docType, columns, key)),
        ];
        if (changed.Length == 0)
        {
            throw FrappeApiException.Invalid("nothing to update");
        }

        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using MySqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var before = new MySqlCommand(
            $"select {string.Join(", ", changed.Select(SqlQuote.Name))} "
                + $"from {SqlQuote.Name(docType.Table)} where `name` = @name for update",
            connection,
            transaction
        );
        before.Parameters.AddWithValue("@name", name);
        JsonObject old = await FrappeRows.ReadAsync(before, cancellationToken) is [JsonObject row]
            ? row
            : throw FrappeApiException.DoesNotExist(docType.Name, name);

        await using var update = new MySqlCommand("", connection, transaction);
        string assignments = string.Join(", ", changed.Select((column, i) => $"{SqlQuote.Name(column)} = @v{i}"));
        update.CommandText =
            $"update {SqlQuote.Name(docType.Table)} set {assignments}, "
            + "`modified` = @modified, `modified_by` = @user where `name` = @name";
        for (int i = 0; i < changed.Length; i++)
        {
            update.Parameters.AddWithValue($"@v{i}", FrappeRows.ToParameter(changed[i], values[changed[i]]));
        }

        update.Parameters.AddWithValue("@modified", Now());
        update.Parameters.AddWithValue("@user", user);
        update.Parameters.AddWithValue("@name", name);
        await update.ExecuteNonQueryAsync(cancellationToken);
        if (docType.TracksChanges)
        {
            await AddVersionAsync(
                connection,
                transaction,
                docType.Name,
                name,
                [.. changed.Select(column => (column, old[column], values[column]))],
                user,
                cancellationToken
            );
        }

        await transaction.CommitAsync(cancellationToken);
        return await GetAsync(connection, docType, columns, name, cancellationToken);
    }

    /// <summary>Adds a row to <c>tabVersion</c> with the changed fields, in Frappe's JSON form.</summary>
    public async Task AddVersionAsync(
        MySqlConnection connection,
        MySqlTransaction transaction,
        string docType,
        string name,
        IReadOnlyList<(string Field, JsonNode? Old, JsonNode? New)> changes,
        string user,
        CancellationToken cancellationToken
    )
    {
        var data = new JsonObject
        {
            ["added"] = new JsonArray(),
            ["changed"] = new JsonArray([
                .. changes.Select(change => new JsonArray(change.Field, change.Old?.DeepClone(), change.New?.DeepClone())),
            ]),
            ["data_import"] = null,
            ["removed"] = new JsonArray(),
            ["row_changed"] = new JsonArray(),
        };
        DateTime now = Now();
        await InsertAsync(
            connection,
            transaction,
            "tabVersion",
            [
                ("name", RandomName()),
                ("creation", now),
                ("modified", now),
                ("modified_by", user),
                ("owner", user),
                ("ref_doctype", docType),
                ("docname", name),
                ("data", data.ToJsonString()),
            ],
            cancellationToken
        );
    }

    public static async Task InsertAsync(
        MySqlConnection connection,
        MySqlTransaction? transaction,
        string table,
        IReadOnlyList<(string Column, object? Value)> row,
        CancellationToken cancellationToken
    )
    {
        var sql = new StringBuilder(
            $"insert into {SqlQuote.Name(table)} ({string.Join(", ", row.Select(cell => SqlQuote.Name(cell.Column)))}) values ("
        );
        await using var insert = new MySqlCommand("", connection, transaction);
        for (int i = 0; i < row.Count; i++)
        {
            sql.Append(i == 0 ? "@v" : ", @v").Append(i);
            insert.Parameters.AddWithValue($"@v{i}", row[i].Value);
        }

        insert.CommandText = sql.Append(')').ToString();
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static string RandomName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public DateTime Now() => time.GetUtcNow().UtcDateTime;

    private async Task<string[]> ColumnsAsync(DocType docType, CancellationToken cancellationToken) =>
        (await database.ColumnsAsync(docType.Table, cancellationToken)).TryGetValue(docType.Table, out string[]? columns)
            ? [.. columns.Except(docType.Hidden, StringComparer.Ordinal)]
            : throw FrappeApiException.DoesNotExist("DocType", docType.Name);

    private static async Task<JsonObject> GetAsync(
        MySqlConnection connection,
        DocType docType,
        string[] columns,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var select = new MySqlCommand(
            $"select {string.Join(", ", columns.Select(SqlQuote.Name))} from {SqlQuote.Name(docType.Table)} where `name` = @name",
            connection
        );
        select.Parameters.AddWithValue("@name", name);
        JsonObject document = await FrappeRows.ReadAsync(select, cancellationToken) is [JsonObject row]
            ? (JsonObject)row.DeepClone()
            : throw FrappeApiException.DoesNotExist(docType.Name, name);
        document["doctype"] = docType.Name;
        return document;
    }

    // __global_search is MyISAM, so this write is not part of the document's transaction. Frappe also writes after the commit.
    private static async Task IndexAsync(
        MySqlConnection connection,
        DocType docType,
        string name,
        string title,
        CancellationToken cancellationToken
    ) =>
        await InsertAsync(
            connection,
            null,
            "__global_search",
            [
                ("doctype", docType.Name),
                ("name", name),
                ("title", title),
                ("content", $"Title : {title}"),
                ("route", $"{docType.Name}/{name}"),
                ("published", 0),
            ],
            cancellationToken
        );

    private static string Checked(DocType docType, string[] columns, string column) =>
        columns.Contains(column, StringComparer.Ordinal) && !Managed.Contains(column, StringComparer.Ordinal)
            ? column
            : throw FrappeApiException.Invalid($"{docType.Name} has no field {column} that can be set");
}
