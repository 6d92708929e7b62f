using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>
/// Checks that MariaDB is installed. The tests call this class, not their fixtures: an exception of a fixture fails the tests, and
/// does not skip them.
/// </summary>
public static class ServerNeeds
{
    private static readonly string? Missing = Find("mariadbd") ?? Find("mariadb-install-db") ?? Find("mariadb");

    public static bool AreMet => Missing is null;

    /// <summary>Fails or skips the test when MariaDB is not installed: see <see cref="TestNeeds.Missing"/>.</summary>
    public static void Require()
    {
        if (Missing is not null)
        {
            TestNeeds.Missing(Missing);
        }
    }

    /// <summary>Returns the server that a fixture has started. Fails or skips the test when MariaDB is not installed.</summary>
    public static T Met<T>(T? started)
        where T : class
    {
        Require();
        return started ?? throw new InvalidOperationException("The fixture has not started its server yet.");
    }

    private static string? Find(string program)
    {
        try
        {
            ServerPrograms.Find(program);
            return null;
        }
        catch (FileNotFoundException missing)
        {
            return missing.Message;
        }
    }
}
