namespace Serverless.Ops.Local.Servers;

/// <summary>Finds installed server programs. Debian installs servers into sbin folders, which PATH often lacks.</summary>
public static class ServerPrograms
{
    /// <summary>Absolute path of a program. Throws <see cref="FileNotFoundException"/> when the program is not installed.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Concat(["/usr/sbin", "/usr/local/sbin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is not installed. Next: run ./ops setup, which installs what is missing.");
}
