namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>How the source writes its log: domains, numbers, files, formats.</summary>
internal static class LogStates
{
    public static Family Family { get; } =
        new(
            "log",
            [],
            [
                new("domain", "set gtid_domain_id={0|1|7|4294967295}") { Weight = 2 },
                new("domain, server-wide", "set global gtid_domain_id={0|3}"),
                new("server_id", "set server_id={1|1|55|4294967295}"),
                new("sequence number", "set gtid_seq_no={1000|100000|{n}}", "insert into shop.t (k, v) values ({n}, 'numbered')"),
                new("flush binary logs", "flush {binary logs|logs|local binary logs}") { Weight = 2 },
                new("flush tables", "flush {tables|tables shop.t, shop.my|local tables|status|hosts}"),
                new("log compressed", "set global log_bin_compress={0|1}", "set global log_bin_compress_min_len={10|256}") { Weight = 2 },
                new("row metadata", "set global binlog_row_metadata={full|minimal|no_log}"),
                new("checksum", "set global binlog_checksum={crc32|crc32}"),
                new("group commit", "set global binlog_commit_wait_count={0|2}, global binlog_commit_wait_usec=1000"),
                new(
                    "alter in two phases",
                    "set binlog_alter_two_phase={0|1}",
                    "alter table shop.d add column if not exists x6 int",
                    "alter table shop.d drop column if exists x6"
                )
                {
                    LeftOut = "no replay can apply it: the plan refuses it",
                },
                new("xa", "xa start 'x'", "insert into shop.t (v) values ('xa')", "xa end 'x'", "xa prepare 'x'", "xa commit 'x'")
                {
                    LeftOut = "no replay can apply it: the plan refuses it",
                },
            ]
        );
}
