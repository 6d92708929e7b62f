using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MySqlConnector;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// Finds the user of a request: by a cookie session in <c>tabSessions</c>, or by an API token, whose secret is encrypted in
/// <c>__Auth</c>.
/// </summary>
internal sealed class Sessions(SiteDatabase database, TimeProvider time)
{
    /// <summary>Checks the password and begins a session.</summary>
    public async Task<Session> LogInAsync(string user, string password, string address, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var auth = new MySqlCommand(
            "select a.`password`, u.`full_name` from `__Auth` a join `tabUser` u on u.`name` = a.`name` and u.`enabled` = 1 "
                + "where a.`doctype` = 'User' and a.`name` = @user and a.`fieldname` = 'password' and a.`encrypted` = 0",
            connection
        );
        auth.Parameters.AddWithValue("@user", user);
        if (
            await FrappeRows.ReadAsync(auth, cancellationToken) is not [JsonObject known]
            || !PasswordHash.Verify(password, known["password"]!.GetValue<string>())
        )
        {
            throw FrappeApiException.WrongCredentials("Invalid login credentials");
        }

        string csrf = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(28));
        var session = new Session(
            user,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(28)),
            csrf,
            known["full_name"]?.ToString() ?? user
        );
        var data = new JsonObject
        {
            ["user"] = user,
            ["csrf_token"] = csrf,
            ["full_name"] = session.FullName,
            ["session_ip"] = address,
        };
        await Documents.InsertAsync(
            connection,
            null,
            "tabSessions",
            [
                ("user", user),
                ("sid", session.Sid),
                ("sessiondata", data.ToJsonString()),
                ("ipaddress", address),
                ("lastupdate", time.GetUtcNow().UtcDateTime),
                ("status", "Active"),
            ],
            cancellationToken
        );
        return session;
    }

    public async Task LogOutAsync(string sid, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var delete = new MySqlCommand("delete from `tabSessions` where `sid` = @sid", connection);
        delete.Parameters.AddWithValue("@sid", sid);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The session of a cookie. Null when it never existed or has ended.</summary>
    public async Task<Session?> FindAsync(string sid, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var select = new MySqlCommand(
            "select `user`, `sessiondata` from `tabSessions` where `sid` = @sid and `status` = 'Active'",
            connection
        );
        select.Parameters.AddWithValue("@sid", sid);
        if (
            await FrappeRows.ReadAsync(select, cancellationToken) is not [JsonObject row]
            || JsonNode.Parse(row["sessiondata"]!.GetValue<string>()) is not JsonObject data
        )
        {
            return null;
        }

        string user = row["user"]!.GetValue<string>();
        return new Session(user, sid, data["csrf_token"]?.ToString() ?? "", data["full_name"]?.ToString() ?? user);
    }

    /// <summary>The user of the API token <c>key:secret</c>. Checking the secret needs the site's encryption_key.</summary>
    public async Task<string> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Split(':', 2) is not [var key, var secret])
        {
            throw FrappeApiException.WrongCredentials("Authorization must be: token key:secret");
        }

        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var select = new MySqlCommand("select `name` from `tabUser` where `api_key` = @key and `enabled` = 1", connection);
        select.Parameters.AddWithValue("@key", key);
        return
            await select.ExecuteScalarAsync(cancellationToken) is string user
            && await DecryptAsync("User", user, "api_secret", cancellationToken) is { } kept
            && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(kept), System.Text.Encoding.UTF8.GetBytes(secret))
            ? user
            : throw FrappeApiException.WrongCredentials("Invalid API key or secret");
    }

    /// <summary>Does the same as Frappe's get_decrypted_password. Null when there is no such password.</summary>
    public async Task<string?> DecryptAsync(string docType, string name, string field, CancellationToken cancellationToken)
    {
        await using MySqlConnection connection = await database.OpenAsync(cancellationToken);
        await using var select = new MySqlCommand(
            "select `password` from `__Auth` where `doctype` = @doctype and `name` = @name and `fieldname` = @field and `encrypted` = 1",
            connection
        );
        select.Parameters.AddWithValue("@doctype", docType);
        select.Parameters.AddWithValue("@name", name);
        select.Parameters.AddWithValue("@field", field);
        if (await select.ExecuteScalarAsync(cancellationToken) is not string token)
        {
            return null;
        }

        return Fernet.Decrypt((await database.ConfigAsync(cancellationToken)).EncryptionKey, token)
            ?? throw FrappeApiException.Invalid("Encryption key is invalid! Please check site_config.json.");
    }
}

/// <summary>A signed-in user. <paramref name="CsrfToken"/> must come with every write.</summary>
internal sealed record Session(string User, string Sid, string CsrfToken, string FullName);
