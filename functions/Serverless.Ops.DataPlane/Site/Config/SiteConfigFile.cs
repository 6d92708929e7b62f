namespace Serverless.Ops.DataPlane.Site.Config;

/// <summary>Reads and writes the file in the folder of the site. A reader sees the old content or the new content, never a part.</summary>
public static class SiteConfigFile
{
    public const string Name = "site_config.json";

    public static string PathIn(string siteFolder) => Path.Combine(siteFolder, Name);

    public static async Task<SiteConfig> ReadAsync(string siteFolder, CancellationToken cancellationToken)
    {
        string path = PathIn(siteFolder);
        try
        {
            return SiteConfig.Parse(path, await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new SiteConfigUnreadableException(path, missing.Message.TrimEnd('.'), missing);
        }
    }

    /// <summary>Writes durably and atomically: a new file with mode 0600, a flush to disk, a rename over the old file.</summary>
    public static async Task WriteAsync(string siteFolder, SiteConfig config, CancellationToken cancellationToken)
    {
        string path = PathIn(siteFolder);
        string beside = $"{path}.{Guid.NewGuid():n}";
        try
        {
            await using (
                var file = new FileStream(
                    beside,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
                )
            )
            {
                await file.WriteAsync(config.ToUtf8Json(), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
