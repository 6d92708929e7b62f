using System.Globalization;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>
/// The clock of one server, which a test sets while the server runs: libfaketime, loaded into that process alone. Monotonic time stays
/// true, so waits end as usual. https://github.com/wolfcw/libfaketime
/// </summary>
public sealed class FakeClock : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly string library;

    private FakeClock(string library)
    {
        this.library = library;
        Set(TimeSpan.Zero);
    }

    /// <summary>The environment of a server with this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };

    /// <summary>Makes a clock that shows the true time. Fails or skips the test when libfaketime is not installed.</summary>
    public static FakeClock Create()
    {
        string? library = Directory
            .EnumerateDirectories("/usr/lib", "*-linux-gnu*")
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
        if (library is null)
        {
            TestNeeds.Missing("libfaketime is not installed. Next: run ./ops test, or install the Debian package faketime.");
        }

        return new FakeClock(library!);
    }

    /// <summary>Sets the clock ahead of the true time, or behind it.</summary>
    public void Set(TimeSpan ahead)
    {
        // The server reads the file at any time, so the file is replaced as a whole.
        string next = file + ".next";
        File.WriteAllText(next, ahead.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        File.Move(next, file, overwrite: true);
    }

    public void Dispose() => File.Delete(file);
}
