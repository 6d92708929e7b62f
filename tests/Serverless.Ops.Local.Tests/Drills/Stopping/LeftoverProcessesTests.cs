using System.Diagnostics;
using Serverless.Ops.Local.Drills.Stopping;

namespace Serverless.Ops.Local.Tests.Drills.Stopping;

public sealed class LeftoverProcessesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-leftover-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("OLDPWD", "{0}/20261125T120000Z-00000000/store", false)]
    [InlineData("OPS_STORE", "file://{0}/20261125T120000Z-00000000/store", true)]
    [InlineData("OPS_STORE", "file://{0}-of-somebody-else/store", false)]
    public void Process_IsOurs_ByItsSettings_NotByWhereItsShellHadBeen(string variable, string value, bool ours)
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("ops-program-").FullName, "opsjob");
        File.CreateSymbolicLink(program, "/bin/sleep");
        var start = new ProcessStartInfo(program, ["60"]);
        start.Environment[variable] = string.Format(System.Globalization.CultureInfo.InvariantCulture, value, folder);
        using Process process = Process.Start(start)!;
        try
        {
            LeftoverProcesses.Find(folder).Any(found => found.Id == process.Id).ShouldBe(ours);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        }
    }
}
