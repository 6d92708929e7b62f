using System.Globalization;
using System.Text;
using CsCheck;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>The values that stand in the holes of a <see cref="Template"/>, as SQL text. They are valid in every sql_mode.</summary>
internal static class Values
{
    private static readonly Dictionary<string, Gen<string>> All = new(StringComparer.Ordinal)
    {
        // Numbers
        ["n"] = Number(1, 30),
        ["small"] = Number(1, 5),
        ["int"] = Gen.OneOf(Number(-9, 99), Gen.Int.Select(Text)),
        ["decimal"] = Gen.Decimal[-1e17m, 1e17m].Select(value => Text(value)),
        ["double"] = Gen.Double.Where(double.IsFinite).Select(value => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'"),
        ["bit"] = Gen.ULong[0, (1UL << 17) - 1].Select(value => Text(value)),
        // Texts
        ["text"] = Gen.OneOf(
            Pick(
                "''",
                "'a'",
                "'it''s'",
                "'two\nlines'",
                "'; drop'",
                "'-- no'",
                "'a\tb'",
                "'%_'",
                "'ä€😀'",
                "'Ω≈ç√'",
                "'x,y)'",
                "'{}'",
                "'ß'"
            ),
            Gen.String[Gen.Char['a', 'z'], 1, 30].Select(text => $"'{text}'"),
            Gen.Byte.Array[1, 20].Select(bytes => $"_latin1 x'{Convert.ToHexString(bytes)}'"),
            Gen.Int[0x1F300, 0x1F64F]
                .Select(rune => $"_utf8mb4 x'{Convert.ToHexString(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(rune)))}'")
        ),
        ["latin"] = Gen.Byte.Array[1, 20].Select(bytes => $"_latin1 x'{Convert.ToHexString(bytes)}'"),
        // The server writes a database's comment into a file line by line, and reads only its first line after a restart.
        ["oneline"] = Pick("'a'", "'it''s'", "'ä€😀'", "'; drop'", "'a\tb'", "'/* c */'"),
        ["plain"] = Pick("'a'", "'it''s'", "'ä€😀'", "'; drop'", "'a\tb'", "'two\nlines'", "'/* c */'"),
        ["bytes"] = Gen.OneOf(
            Gen.Byte.Array[1, 60].Select(bytes => $"x'{Convert.ToHexString(bytes)}'"),
            Pick("x'00'", "x'27'", "x'5C'", "x'5C27'", "x'0D0A1A00'", "repeat(x'00FF275C0A', 100)")
        ),
        ["long"] = Gen.Select(Number(1, 9), Number(1000, 20000), (what, times) => $"repeat('{what}', {times})"),
        ["huge"] = Number(4_500_000, 5_300_000).Select(bytes => $"repeat('5', {bytes})"),
        ["json"] = Pick("'[]'", "'{\"x\": [1, 2, null]}'", "'{\"ä\": \"😀\"}'", "json_object('k', 1)"),
        ["uuid"] = Gen.Guid.Select(value => $"'{value}'"),
        ["inet6"] = Gen.Byte.Array[16].Select(value => $"'{new System.Net.IPAddress(value)}'"),
        ["point"] = Gen.Select(Number(-90, 90), Number(-90, 90), (x, y) => $"point({x}, {y})"),
        ["shape"] = Pick("st_geomfromtext('LINESTRING(0 0, 1 1.5)')", "st_geomfromtext('POLYGON((0 0,0 1,1 1,0 0))', 4326)"),
        // Times. The sessions' time zones have daylight saving, so some of these do not exist or exist twice there.
        ["date"] = Pick("'2024-02-29'", "'1000-01-01'", "'9999-12-31'", "'0000-00-00'", "'2024-00-00'", "'2023-12-31'"),
        ["time"] = Pick("'-838:59:59.000001'", "'838:59:59'", "'00:00:00.123456'", "'12:34:56.5'"),
        ["datetime"] = Pick(
            "'2024-03-31 02:30:00.123456'",
            "'2024-10-27 02:30:00'",
            "'0000-00-00 00:00:00'",
            "now(6)",
            "'1969-12-31 23:59:59.9'"
        ),
        ["timestamp"] = Pick(
            "'2024-03-31 01:59:59.999999'",
            "'2024-10-27 02:30:00'",
            "'2024-10-27 03:00:00'",
            "'1970-01-01 12:00:01'",
            "'2038-01-18 03:14:07'",
            "current_timestamp(6)",
            "from_unixtime(1729989000.5)",
            "from_unixtime(1729992600.25)"
        ),
        ["year"] = Number(1901, 2155),
        // Names. Every schema of OddNames has the same table.
        ["odd"] = Pick(OddNames.Schemas),
        ["zone"] = Pick("'+00:00'", "'-11:30'", "'+05:45'", "'SYSTEM'", "'Europe/Berlin'", "'America/New_York'", "'+13:00'"),
        ["charset"] = Pick("latin1", "utf8mb4", "utf8mb3", "cp1251", "koi8r", "binary", "ascii"),
        ["mode"] = Pick(
            "''",
            "'ANSI_QUOTES'",
            "'ANSI'",
            "'NO_BACKSLASH_ESCAPES'",
            "'STRICT_ALL_TABLES'",
            "'NO_ZERO_DATE,NO_ZERO_IN_DATE'",
            "'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'",
            "'PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,IGNORE_SPACE'",
            "'PAD_CHAR_TO_FULL_LENGTH'",
            "'EMPTY_STRING_IS_NULL'",
            "'TIME_ROUND_FRACTIONAL,SIMULTANEOUS_ASSIGNMENT'",
            "'NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
            "'TRADITIONAL'",
            "'MSSQL'",
            "'ORACLE'"
        ),
        ["engine"] = Pick("innodb", "innodb", "innodb", "myisam", "aria"),
        ["transactional"] = Pick("myisam", "aria", "aria transactional=0", "innodb"),
        ["user"] = Pick("reader@localhost", "'writer'@'%'", "'ü'@'%'", "`two words`@`10.%`"),
        ["role"] = Pick("clerk", "`team lead`", "büro"),
    };

    public static Gen<string> Of(string name) =>
        All.TryGetValue(name, out Gen<string>? value) ? value : throw new FormatException($"Values has no '{name}'.");

    public static Gen<string> Pick(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Number(int from, int to) => Gen.Int[from, to].Select(value => Text(value));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
