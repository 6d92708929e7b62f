using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>A stored segment does not match its manifest. Checked before any write.</summary>
public sealed class SegmentDamagedException(string key, string what, Exception? cause = null)
    : DamagedObjectException(
        key,
        $"The segment {key} does not match its manifest: {what}.",
        "bring back the segment's earlier version if the store has one; otherwise start the restore again with another run id and "
            + "a second before the segment (planning leaves out what is noted as damaged), and take a full backup now.",
        cause
    )
{
    /// <summary>
    /// Reads the rest of a segment whose events could not be read, since a changed byte shows in an event before it shows in the digest.
    /// Throws when the digest differs from the manifest's; then the segment changed in the store, and not the log on its way there.
    /// </summary>
    internal static async Task ThrowIfChangedAsync(
        string key,
        DigestingStream content,
        string sha256,
        OpsException failure,
        CancellationToken cancellationToken
    )
    {
        await content.CopyToAsync(Stream.Null, cancellationToken);
        if (content.Finish() != sha256)
        {
            throw new SegmentDamagedException(key, failure.WhatHappened.TrimEnd('.'), failure);
        }
    }
}
