using System.Text;

namespace Serverless.Ops.DataPlane.Secrets;

/// <summary>Reads secrets from the files of a folder. A file has the name of its parameter, and only its owner may have access (mode 0600
/// or less). One line break at the end is not part of the secret.</summary>
public sealed class FolderParameterStore(string folder) : IParameterStore
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string root = Path.GetFullPath(folder);

    private string Store => new Uri(root).AbsoluteUri;

    public async Task<SecretText> GetSecretAsync(string name, CancellationToken cancellationToken)
    {
        ParameterName.Check(name);
        string path = Path.Combine(root, name.TrimStart('/'));
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
            if ((mode & ~Owners) != UnixFileMode.None)
            {
                throw new ParameterDeniedException(
                    Store,
                    name,
                    $"other accounts than the owner have access to it ({path} has mode {Convert.ToString((int)mode, 8)})",
                    $"chmod 600 '{path}', and change the secret if other accounts may have read it."
                );
            }

            using var reader = new StreamReader(file, Encoding.UTF8);
            string text = await reader.ReadToEndAsync(cancellationToken);
            return new SecretText(text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ParameterNotFoundException(Store, name, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ParameterDeniedException(
                Store,
                name,
                $"this account may not read {path}, or {path} is not a file",
                "run this as the owner of the file, or check the path.",
                e
            );
        }
        catch (IOException e)
        {
            throw new ParameterStoreUnavailableException(Store, name, e);
        }
    }
}
