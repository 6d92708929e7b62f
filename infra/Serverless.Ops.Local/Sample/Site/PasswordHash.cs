using System.Security.Cryptography;
using System.Text;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// Frappe's password hash, which is passlib's <c>$pbkdf2-sha256$rounds$salt$checksum</c>
/// (https://passlib.readthedocs.io/en/stable/lib/passlib.hash.pbkdf2_digest.html), Base64 with '.' for '+' and no padding.
/// </summary>
internal static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Rounds = 29_000;

    public static string Make(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        return $"${Scheme}${Rounds}${Encode(salt)}${Encode(Derive(password, salt, Rounds))}";
    }

    public static bool Verify(string password, string hash)
    {
        string[] parts = hash.Split('$');
        if (parts is not ["", Scheme, var rounds, var salt, var checksum] || !int.TryParse(rounds, out int count))
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(Derive(password, Decode(salt), count), Decode(checksum));
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, 32);

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '.');

    private static byte[] Decode(string text) => Convert.FromBase64String(text.Replace('.', '+').PadRight((text.Length + 3) / 4 * 4, '='));
}
