using Serverless.Ops.Local.Sample.Site;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Users, and their rows in <c>__Auth</c>: password hashes, and secrets encrypted with the site's key.</summary>
internal sealed class SeedAccounts(EstateSecrets secrets)
{
    private const int Users = 40;

    public IEnumerable<SeedTable> Tables(TimeProvider time) =>
        [
            new(
                "tabUser",
                [
                    "name",
                    "creation",
                    "modified",
                    "modified_by",
                    "owner",
                    "enabled",
                    "email",
                    "first_name",
                    "full_name",
                    "username",
                    "language",
                    "time_zone",
                    "api_key",
                ],
                People(time)
            ),
            new("__Auth", ["doctype", "name", "fieldname", "password", "encrypted"], Auth(time)),
        ];

    private IEnumerable<object?[]> People(TimeProvider time)
    {
        yield return Person(EstateSecrets.GateUser, "Gate", null, time);
        yield return Person(EstateSecrets.TrafficUser, "Traffic", secrets.TrafficApiKey, time);
        for (int i = 0; i < Users; i++)
        {
            yield return Person($"user{i}@fern.example", $"Zoë {i}", null, time);
        }
    }

    private IEnumerable<object?[]> Auth(TimeProvider time)
    {
        yield return ["User", EstateSecrets.GateUser, "password", PasswordHash.Make(secrets.GatePassword), 0];
        yield return ["User", EstateSecrets.TrafficUser, "password", PasswordHash.Make(secrets.TrafficPassword), 0];
        yield return ["User", EstateSecrets.TrafficUser, "api_secret", Encrypted(secrets.TrafficApiSecret, time), 1];
        yield return
        [
            EstateSecrets.CanaryDocType,
            EstateSecrets.CanaryName,
            EstateSecrets.CanaryField,
            Encrypted(secrets.CanaryValue, time),
            1,
        ];

        // Nobody logs in as one of these users. They share one hash, because each key derivation takes time.
        string hash = PasswordHash.Make(secrets.GatePassword + secrets.TrafficPassword);
        for (int i = 0; i < Users; i++)
        {
            yield return ["User", $"user{i}@fern.example", "password", hash, 0];
        }
    }

    private static object?[] Person(string name, string first, string? apiKey, TimeProvider time)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return
        [
            name,
            now,
            now,
            "Administrator",
            "Administrator",
            1,
            name,
            first,
            $"{first} O'Hara",
            name.Split('@')[0],
            "en",
            "Europe/Berlin",
            apiKey,
        ];
    }

    private string Encrypted(string text, TimeProvider time) => Fernet.Encrypt(secrets.EncryptionKey, text, time);
}
