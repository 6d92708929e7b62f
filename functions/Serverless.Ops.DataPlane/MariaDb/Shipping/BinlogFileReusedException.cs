using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The source has a file of a name that was shipped, but it is another file.</summary>
public sealed class BinlogFileReusedException(string file, DateTimeOffset shipped, DateTimeOffset found)
    : PermanentException(
        $"The source's {file} was created at {WholeSecond.Text(found)}; the {file} that was shipped was created at {WholeSecond.Text(shipped)}: its logs began anew (RESET MASTER, or a fresh server).",
        "give the source a new lineage (delete the row in serverless_ops.lineage and run infra/host/enroll-source.sql), then take a full backup.");
