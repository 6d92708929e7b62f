namespace Serverless.Ops.TestSupport;

/// <summary>Finds files of the clone in which the tests were built.</summary>
public static class Repository
{
    /// <summary>Absolute path of the clone: the folder with the solution.</summary>
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.Ops.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} has Serverless.Ops.sln. Next: run the tests in a clone, with ./ops test."
        );
    }
}
