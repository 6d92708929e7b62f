namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Sequences: used alone and in inserts, set, altered, at their ends.</summary>
internal static class Sequences
{
    public static Family Family { get; } =
        new(
            "sequences",
            [
                "create sequence shop.seq1 start with 5 increment by 3 cache 4",
                "create sequence shop.seq2 minvalue 1 maxvalue 12 cycle nocache",
                "create sequence shop.seq3 start with -1 increment by -1 minvalue -1000 maxvalue -1 cache 10 engine=myisam",
                "create table shop.numbered (id bigint default nextval(shop.seq1) primary key, v text)",
            ],
            [
                new("nextval", "{select|do} nextval(shop.{seq1|seq2|seq3})") { Weight = 2 },
                new("nextval many", "select nextval(shop.{seq1|seq2|seq3}), next value for shop.seq1 from shop.seq_1_to_{n}"),
                new("nextval in an insert", "insert into shop.t (k, v) values (nextval(shop.{seq1|seq2}), 'numbered')") { Weight = 2 },
                new("nextval as default", "insert into shop.numbered (v) values ({text}), ({text})") { Weight = 2 },
                new(
                    "nextval rolled back",
                    "begin",
                    "insert into shop.numbered (v) values ({text})",
                    "select nextval(shop.seq2)",
                    "rollback"
                ),
                new("setval", "select setval(shop.{seq1, {n}|seq1, {n}, 0|seq2, 7, 1, 3|seq3, -50, false})") { Weight = 2 },
                new(
                    "alter sequence",
                    "alter sequence shop.seq1 {restart {n}|increment by {small}|cache {small}|maxvalue 1000000|nomaxvalue}"
                ),
                new("alter cycle", "alter sequence shop.seq2 {cycle|nocycle|restart|restart with 3}"),
                new(
                    "more sequences",
                    "create or replace sequence shop.sx{1|2} {start with {n}|increment by 0|maxvalue 3 cycle|cache 2} {|engine={engine}}",
                    "do nextval(shop.sx1), nextval(shop.sx1)",
                    "do nextval(shop.sx2)"
                )
                {
                    Weight = 2,
                },
                new("drop sequence", "drop sequence if exists shop.sx{1|2}"),
                new("rename sequence", "rename table shop.seq3 to shop.seq4, shop.seq4 to shop.seq3"),
                new(
                    "temporary sequence",
                    "create or replace temporary sequence shop.ts",
                    "insert into shop.t (k, v) values (nextval(shop.ts), {text})",
                    "{drop temporary sequence shop.ts|select nextval(shop.ts)}"
                ),
            ]
        );
}
