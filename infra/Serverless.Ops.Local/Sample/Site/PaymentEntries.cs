using System.Text;
using System.Text.Json.Nodes;
using MySqlConnector;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// Enters a payment in one transaction: the naming series' counter, the entry, its references, the member's balance and a version.
/// Every payment of the site waits for the lock on the series' row, so that row is locked last and for one round trip.
/// </summary>
internal sealed class PaymentEntries(SiteDatabase database, Documents documents)
{
    private const string Series = "ACC-PAY-2026-";
    private static readonly string[] Known =
    [
        "doctype",
        "payment_type",
        "posting_date",
        "party_type",
        "party",
        "paid_amount",
        "currency",
        "reference_no",
        "remarks",
        "docstatus",
        "references",
    ];

    public async Task<JsonObject> EnterAsync(JsonObject values, string user, CancellationToken cancellationToken)
    {
        if (values.FirstOrDefault(pair => !Known.Contains(pair.Key, StringComparer.Ordinal)).Key is { } unknown)
        {
            throw FrappeApiException.Invalid($"Payment Entry has no field {unknown} that can be set");
        }

        string party = Text(values, "party");
        decimal paid =
            FrappeRows.ToParameter("paid_amount", values["paid_amount"]) is decimal amount && amount > 0
                ? amount
                : throw FrappeApiException.Invalid("paid_amount must be more than 0");
        JsonObject[] references = values["references"] is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using MySqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var member = new MySqlCommand(
            "select `member_name`, `balance` from `tabMember` where `name` = @party for update",
            connection,
            transaction
        );
        member.Parameters.AddWithValue("@party", party);
        JsonObject owner = await FrappeRows.ReadAsync(member, cancellationToken) is [JsonObject row]
            ? row
            : throw new FrappeApiException(417, "LinkValidationError", $"Could not find Party: {party}");
        decimal balance = owner["balance"]!.GetValue<decimal>() + paid;
        await documents.AddVersionAsync(
            connection,
            transaction,
            "Member",
            party,
            [("balance", owner["balance"], JsonValue.Create(balance))],
            user,
            cancellationToken
        );

        await using MySqlCommand entry = Entry(
            values,
            references,
            party,
            owner["member_name"]?.ToString(),
            paid,
            balance,
            user,
            documents.Now()
        );
        entry.Connection = connection;
        entry.Transaction = transaction;
        string name = (string)(await entry.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return await documents.GetAsync(DocType.All["Payment Entry"], name, cancellationToken);
    }

    private static MySqlCommand Entry(
        JsonObject values,
        JsonObject[] references,
        string party,
        string? partyName,
        decimal paid,
        decimal balance,
        string user,
        DateTime now
    )
    {
        const string Name = "concat(@series, lpad(last_insert_id(), 5, '0'))";
        const string Standard = "`name`, `creation`, `modified`, `modified_by`, `owner`, `docstatus`";
        var command = new MySqlCommand();
        var sql = new StringBuilder(
            $"""
            update `tabMember`
              set `balance` = @balance, `last_payment_reference` = @reference_no, `modified` = @now, `modified_by` = @user
              where `name` = @party;
            insert into `tabSeries` (`name`, `current`) values (@series, last_insert_id(1))
              on duplicate key update `current` = last_insert_id(`current` + 1);
            insert into `tabPayment Entry` ({Standard}, `naming_series`, `payment_type`, `posting_date`, `party_type`, `party`,
                `party_name`, `paid_amount`, `currency`, `reference_no`, `remarks`)
              values ({Name}, @now, @now, @user, @user, @docstatus, @series, @payment_type, @posting_date, 'Member', @party,
                @party_name, @paid, @currency, @reference_no, @remarks);
            """
        );
        for (int i = 0; i < references.Length; i++)
        {
            sql.Append(
                $"""
                insert into `tabPayment Entry Reference` ({Standard}, `idx`, `reference_doctype`, `reference_name`, `total_amount`,
                    `allocated_amount`, `parent`, `parentfield`, `parenttype`)
                  values (@child{i}, @now, @now, @user, @user, @docstatus, {i + 1}, @doctype{i}, @reference{i}, @allocated{i},
                    @allocated{i}, {Name}, 'references', 'Payment Entry');
                """
            );
            command.Parameters.AddWithValue($"@child{i}", Documents.RandomName());
            command.Parameters.AddWithValue($"@doctype{i}", Text(references[i], "reference_doctype"));
            command.Parameters.AddWithValue($"@reference{i}", Text(references[i], "reference_name"));
            command.Parameters.AddWithValue(
                $"@allocated{i}",
                FrappeRows.ToParameter("allocated_amount", references[i]["allocated_amount"]) ?? 0
            );
        }

        command.CommandText = sql.Append($"select {Name}").ToString();
        command.Parameters.AddWithValue("@series", Series);
        command.Parameters.AddWithValue("@now", now);
        command.Parameters.AddWithValue("@user", user);
        command.Parameters.AddWithValue("@party", party);
        command.Parameters.AddWithValue("@party_name", partyName);
        command.Parameters.AddWithValue("@paid", paid);
        command.Parameters.AddWithValue("@balance", balance);
        command.Parameters.AddWithValue("@docstatus", FrappeRows.ToParameter("docstatus", values["docstatus"]) ?? 0);
        command.Parameters.AddWithValue("@posting_date", values["posting_date"]?.ToString() ?? now.ToString("yyyy-MM-dd"));
        foreach (string field in (string[])["payment_type", "currency", "reference_no", "remarks"])
        {
            command.Parameters.AddWithValue("@" + field, FrappeRows.ToParameter(field, values[field]));
        }

        return command;
    }

    private static string Text(JsonObject values, string field) =>
        values[field] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0
            ? text
            : throw new FrappeApiException(417, "MandatoryError", $"{field} is missing");
}
