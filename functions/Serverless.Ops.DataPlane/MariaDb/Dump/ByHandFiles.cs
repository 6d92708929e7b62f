using System.Text;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Writes what makes a set restorable with nothing but <c>zstd</c> and <c>mariadb</c>: the scripts before and after the rows, and a README.txt whose
/// commands a test runs as they stand there.
/// </summary>
internal sealed class ByHandFiles(IObjectStore store, DumpOptions options, string setPrefix, string folder)
{
    public async Task<IReadOnlyList<StoredFile>> WriteAsync(
        SnapshotContents contents,
        IReadOnlyList<TableEntry> tables,
        string setId,
        CancellationToken cancellationToken
    )
    {
        StoredFile before = await WriteScriptAsync($"{folder}1-tables.sql.zst", RestoreScripts.BeforeRows(contents), cancellationToken);
        StoredFile after = await WriteScriptAsync($"{folder}3-objects.sql.zst", RestoreScripts.AfterRows(contents), cancellationToken);
        byte[] readme = Encoding.UTF8.GetBytes(Readme(contents, tables, setId));
        string readmeName = $"{folder}README.txt";
        ObjectDescription stored = await store.PutBytesAsync(setPrefix + readmeName, readme, WriteCondition.None, cancellationToken);
        return [before, after, new StoredFile(readmeName, stored.Bytes, stored.Sha256!)];
    }

    private async Task<StoredFile> WriteScriptAsync(string name, string script, CancellationToken cancellationToken)
    {
        await using CompressedObject target = await CompressedObject.CreateAsync(
            store,
            setPrefix + name,
            options.CompressionLevel,
            cancellationToken
        );
        await target.WriteAsync(Encoding.UTF8.GetBytes(script), cancellationToken);
        ObjectDescription stored = await target.CompleteAsync(cancellationToken);
        return new StoredFile(name, stored.Bytes, stored.Sha256!);
    }

    private string Readme(SnapshotContents contents, IReadOnlyList<TableEntry> tables, string setId) =>
        $"""
            Database set {setId}: {tables.Count} tables, {tables.Sum(table => table.Rows)} rows,
            as of {contents.TakenAt:yyyy-MM-ddTHH:mm:ss.ffffffZ}, binary log {contents.Coordinates.File} at {contents.Coordinates.Position}, GTID {contents.Coordinates.Gtid}.

            How to restore it by hand, with zstd and the mariadb client alone
            -----------------------------------------------------------------
            1. Start an empty MariaDB server of the source's version or later. manifest.json, one folder up, lists the source's version and the
               variables that matter; lower_case_table_names has to be the same.
            2. Fetch the whole set. manifest.json has the SHA-256 of every file here.
            3. Say how you reach that server as an administrator. In a shell, for example:
               MARIADB='mariadb --socket=/run/mysqld/mysqld.sock --user=root'
            4. In the set's folder (the one with manifest.json), run:

                (set -e
                $MARIADB -e 'SET GLOBAL event_scheduler=OFF, GLOBAL log_bin_trust_function_creators=ON'
                for part in {folder}1-tables.sql.zst {folder}rows/*.sql.zst {folder}3-objects.sql.zst; do
                  [ -e "$part" ] || continue
                  zstd -dc "$part" > part.sql
                  $MARIADB --binary-mode --comments --default-character-set=utf8mb4 < part.sql
                done
                rm part.sql)

            5. When you are done, and with the logs as well, set the two back:
               $MARIADB -e 'SET GLOBAL event_scheduler=ON, GLOBAL log_bin_trust_function_creators=OFF'

            Foreign keys, views, routines, triggers, events, accounts, grants and server definitions are then as they were. What the source had and
            this set has not is named in manifest.json as notCarried: accounts such as root that every server has of its own, and whatever else. Nothing fires while rows go in: triggers
            come after them.

            To go on to a later place, replay the binary logs from the coordinates above, before event_scheduler is on:
               mariadb-binlog --start-position={contents.Coordinates.Position} --stop-position=… {contents.Coordinates.File} … | $MARIADB --binary-mode
            In the store a log file is in segments, {contents.Coordinates.File}.<its first byte>, in the folders of several binlog sets: concatenate them in
            order first. --stop-position belongs to the last file named. --stop-datetime takes the client's own time zone: set TZ=UTC.

            """;
}
