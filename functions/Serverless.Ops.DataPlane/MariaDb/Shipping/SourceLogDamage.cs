using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>What helps when a file of the source's own log cannot be shipped, now or ever.</summary>
internal static class SourceLogRepair
{
    /// <summary>
    /// The order matters. The backup must stand in a file that is shipped, so it comes after the purge. And the purge can only pass the
    /// file when the server writes another one.
    /// </summary>
    public static string StepsFor(string file) =>
        $"run on the source FLUSH BINARY LOGS, then PURGE BINARY LOGS TO '{BinlogFileName.Parse(file).Next}', until SHOW BINARY LOGS "
        + $"does not list {file} any more; then run BackUpDatabase, so that all seconds after it can be restored; then ship again: "
        + "that run ships the log behind the gap and fails with BinlogGapException, and later runs succeed.";
}

/// <summary>
/// The source's own copy of its log is damaged: its disk changed a byte. The tables are not concerned, but nobody can read that part of the
/// log again, no replica either. So shipping cannot pass the place.
/// </summary>
public sealed class SourceLogDamagedException(string file, long position, string what, Exception? cause = null)
    : PermanentException(
        $"The source's own log file {file} is damaged at byte {position}: {what}. No shipment can pass that place.",
        SourceLogRepair.StepsFor(file) + " Check the disk of the source.",
        cause
    );
