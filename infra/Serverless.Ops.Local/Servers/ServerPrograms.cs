namespace Serverless.Ops.Local.Servers;

/// <summary>Where installed server programs are; Debian keeps servers in sbin, which not every PATH has.</summary>
public static class ServerPrograms
{
    /// <summary>Absolute path of a program; a clear error with the package that has it when it is missing.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Concat(["/usr/sbin", "/usr/local/sbin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{name} is not installed. Next: run ./ops setup, which installs what is missing.");
}
