using System.Globalization;
using System.Text;
using CsCheck;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>A dump and an import reproduce every table exactly, for any columns and values.</summary>
public sealed class IdentityPropertyTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(Gen.Byte, Pick("'\\\n\r\0\x1A;(),\"\t%N"u8.ToArray())).Array[0, 60];

    private static readonly Gen<string> Hex = Bytes.Select(bytes => bytes.Length == 0 ? "''" : $"0x{Convert.ToHexString(bytes)}");

    private static readonly Gen<string> Text = Gen.Frequency(
            (3, Gen.String[0, 30]),
            (1, Pick("NULL", "\\N", "),\n(", ");\n", "-0", "❤😀", "  "))
        )
        .Select(text =>
            text.Length == 0 ? "''" : $"CONVERT(0x{Convert.ToHexString(Encoding.UTF8.GetBytes(text.Replace('\uFFFD', ' ')))} USING utf8mb4)"
        );

    private static readonly (string Type, Gen<string> Value)[] Types =
    [
        ("INT", Gen.Int.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("BIGINT UNSIGNED", Gen.ULong.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("MEDIUMINT(9) ZEROFILL", Gen.Int[0, 16_777_215].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("DECIMAL(38,10)", Gen.Decimal[-1e17m, 1e17m].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("DOUBLE", Gen.Double.Where(double.IsFinite).Select(value => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'")),
        ("FLOAT", Gen.Float.Where(float.IsFinite).Select(value => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'")),
        ("BIT(37)", Gen.ULong[0, (1UL << 37) - 1].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("CHAR(40) CHARACTER SET utf8mb4", Text),
        ("VARCHAR(80) CHARACTER SET latin1", Text),
        ("VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", Text),
        ("TEXT CHARACTER SET utf16", Text),
        ("LONGTEXT CHARACTER SET utf8mb4", Text),
        ("VARBINARY(100)", Hex),
        ("BINARY(70)", Hex),
        ("MEDIUMBLOB", Hex),
        ("BLOB COMPRESSED", Hex),
        ("DATE", Gen.Int[0, 9999].Select(Gen.Int[0, 12], Gen.Int[0, 31], (year, month, day) => $"'{year:d4}-{month:d2}-{day:d2}'")),
        (
            "TIME(6)",
            Gen.Long[-3_020_399_999_999, 3_020_399_999_999]
                .Select(micros => $"SEC_TO_TIME({(micros / 1e6m).ToString(CultureInfo.InvariantCulture)})")
        ),
        ("DATETIME(3)", Gen.DateTime.Select(value => $"'{value:yyyy-MM-dd HH:mm:ss.fff}'")),
        ("TIMESTAMP(6) NULL", Gen.Int[1, int.MaxValue].Select(value => $"FROM_UNIXTIME({value}.{value % 1_000_000:d6})")),
        ("YEAR", Gen.Int[1901, 2155].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("ENUM('','0','00','1','a''b','\\n')", Gen.Int[0, 6].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("SET('','0','x y','\\\\')", Gen.Int[0, 15].Select(value => value.ToString(CultureInfo.InvariantCulture))),
        ("UUID", Gen.Guid.Select(value => $"'{value}'")),
        ("INET6", Gen.Byte.Array[16].Select(value => $"'{new System.Net.IPAddress(value)}'")),
        ("POINT", Gen.Double[-1e9, 1e9].Select(value => $"POINT({value.ToString("R", CultureInfo.InvariantCulture)}, -0.0)")),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task DumpThenImport_OfAnyTables_IsIdentity() =>
        Tables
            .Array[10, 20]
            .SampleAsync(
                async tables =>
                {
                    var sql = new StringBuilder(
                        "set sql_mode='ALLOW_INVALID_DATES', time_zone='+00:00'; create or replace database p; use p;"
                    );
                    for (int number = 0; number < tables.Length; number++)
                    {
                        sql.Append(tables[number].Replace("$", $"`t {number}`", StringComparison.Ordinal));
                    }

                    await servers.Source.ExecuteAsync(sql.ToString(), Token);
                    await servers.Target.EmptyAsync(Token);
                    using var trip = new RoundTrip();
                    DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
                    await trip.ImportAsync(servers.Target, manifest.SetId, Token);
                    (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Good.ShouldBeTrue();
                },
                iter: 5,
                threads: 1
            );

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // CREATE and INSERT statements. $ stands for the table's name.
    private static Gen<string> Tables =>
        from columns in Gen.Int[0, Types.Length - 1].Array[1, 8]
        from keyed in Gen.Bool
        from rows in Gen.Select(Row(columns), Gen.Bool).Array[0, 40]
        select $"create table $ ({(keyed ? "id int auto_increment primary key, " : "")}"
            + string.Join(", ", columns.Select((type, i) => $"`c{i}` {Types[type].Type}"))
            + ");"
            + string.Concat(
                rows.Select(row =>
                    $"insert into $ ({string.Join(",", columns.Select((_, i) => $"`c{i}`"))}) values ({string.Join(",", row.Item1)});"
                )
            );

    private static Gen<string[]> Row(int[] columns) =>
        columns.Aggregate(
            Gen.Const(Array.Empty<string>()),
            (row, type) =>
                row.Select(Gen.Frequency((1, Gen.Const("NULL")), (6, Types[type].Value)), (values, value) => (string[])[.. values, value])
        );
}
