using Serverless.Ops.DataPlane.Site.Config;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Makes a Frappe site's folder: site_config.json and the media files that <c>tabFile</c> names.</summary>
internal static class EstateSiteFolder
{
    private const int Photos = 12;

    public static async Task WriteAsync(string folder, EstateSecrets secrets, string socket, int seed, CancellationToken cancellationToken)
    {
        string open = Path.Combine(folder, "public", "files");
        string secret = Path.Combine(folder, "private", "files");
        Directory.CreateDirectory(open);
        Directory.CreateDirectory(secret);
        var random = new Random(seed);
        for (int i = 0; i < Photos; i++)
        {
            byte[] photo = new byte[4_096 + random.Next(32_768)];
            random.NextBytes(photo);
            await File.WriteAllBytesAsync(Path.Combine(open, $"photo-{i}.jpg"), photo, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(secret, $"photo-{i}.jpg"), photo, cancellationToken);
        }

        SiteConfig config = SiteConfig
            .Parse(folder, "{}")
            .With(
                new("db_type", "mariadb"),
                new("db_name", secrets.Database),
                new("db_password", secrets.DatabasePassword),
                new("db_host", "localhost"),
                new("db_socket", socket),
                new("encryption_key", secrets.EncryptionKey),
                new("maintenance_mode", 0),
                new("mute_emails", 0),
                new("pause_scheduler", 0)
            );
        await SiteConfigFile.WriteAsync(folder, config, cancellationToken);
    }
}
