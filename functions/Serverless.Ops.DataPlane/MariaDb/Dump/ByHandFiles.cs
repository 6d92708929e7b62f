using System.Text;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// Writes the files with which a person restores a set with <c>zstd</c> and <c>mariadb</c> alone: one script for before the rows,
/// one for after the rows, and a README.txt. A test runs the commands of README.txt as they are written.
/// </summary>
internal sealed class ByHandFiles(IObjectStore store, DumpOptions options, string setPrefix, string folder)
{
    public async Task<IReadOnlyList<StoredFile>> WriteAsync(
        SnapshotContents contents,
        IReadOnlyList<TableEntry> tables,
        ServerDescription server,
        string setId,
        CancellationToken cancellationToken
    )
    {
        StoredFile before = await WriteScriptAsync(
            $"{folder}1-tables.sql.zst",
            RestoreScripts.BeforeRows(contents, server.Variables["lower_case_table_names"]),
            cancellationToken
        );
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

    private string Readme(SnapshotContents contents, IReadOnlyList<TableEntry> tables, string setId)
    {
        BinlogCoordinates start = contents.Coordinates;
        return $"""
            Database set {setId}: {tables.Count} tables, {tables.Sum(table => table.Rows)} rows,
            as of {contents.TakenAt:yyyy-MM-ddTHH:mm:ss.ffffffZ},
            binary log {start.File} at {start.Position}, GTID {start.Gtid}.

            How to restore this set by hand, with zstd and the mariadb client alone
            -----------------------------------------------------------------------
            1. Start an empty MariaDB server of the source's version or later. manifest.json, one folder up, lists the
               source's version and the variables that matter. lower_case_table_names must be the same.
            2. Fetch the whole set. manifest.json has the SHA-256 of every file here.
            3. Set MARIADB to the command that reaches the server as an administrator. In a shell, for example:
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

               If this ends with an error, begin again with an empty server: accounts may have more rights than they should.
            5. Set the two variables back when you are done. If you also replay logs, do that first.
               $MARIADB -e 'SET GLOBAL event_scheduler=ON, GLOBAL log_bin_trust_function_creators=OFF'

            The server then has the source's foreign keys, views, routines, triggers, events, accounts, grants and server definitions.
            manifest.json lists under notCarried everything that the source had and this set does not have, for example accounts
            such as root, which every server has of its own. A definer such as
            root@'%' is made locked if the server lacks it. No trigger fires while the rows are loaded: triggers are made after the rows.
            A partition by SYSTEM_TIME LIMIT that was not full takes rows of the next one: compare with "partitions" in manifest.json.

            The server has the lineage of the source (serverless_ops.lineage). Before it becomes a source of backups itself, give it
            one of its own: enrol it with @new_lineage = 1, as docs/operations/enrolment.md says.

            To go on to a later place, replay the binary logs from the coordinates above, before you switch event_scheduler on:
               mariadb-binlog --start-position={start.Position} --stop-position=… {start.File} … | $MARIADB --binary-mode
            The store keeps a log file in segments, named {start.File}.<its first byte>, in the folders of several
            binlog sets. Concatenate the segments in order first. --stop-position applies to the last file that you name.
            --stop-datetime is read in the client's own time zone: set TZ=UTC.
            The log does not say that an event ran. An enabled event whose last time has passed runs once more when you switch
            event_scheduler on. After a replay, list these events and disable those that the source ran (times are in UTC):
               $MARIADB -e "SELECT db, name, execute_at, ends FROM mysql.event WHERE status='ENABLED'"

            """;
    }
}
