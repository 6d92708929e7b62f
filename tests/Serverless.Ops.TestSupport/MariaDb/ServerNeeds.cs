using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>Whether MariaDB is installed. A test asks, not its fixture: what a fixture throws fails its tests instead of skipping them.</summary>
public static class ServerNeeds
{
    private static readonly string? Missing = Find("mariadbd") ?? Find("mariadb-install-db") ?? Find("mariadb");

    public static bool AreMet => Missing is null;

    /// <summary>Ends the test when it is not installed.</summary>
    public static void Require()
    {
        if (Missing is not null)
        {
            TestNeeds.Missing(Missing);
        }
    }

    /// <summary>What a fixture holds, once it is sure that it could be started.</summary>
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
