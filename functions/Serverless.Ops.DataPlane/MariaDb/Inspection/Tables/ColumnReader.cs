using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Decides for each type how its values are read and written. Each exception from the simple rule was once a failed round trip:
/// FLOAT prints only six digits, INET and UUID take other bytes for binary text, and an ENUM's error value looks like a legal ''.
/// </summary>
internal static partial class ColumnReader
{
    // One digit more than the largest number of a SET, which has 20.
    private const int SetDigits = 21;

    /// <param name="type">data_type of information_schema.columns.</param>
    /// <param name="fullType">column_type of the same row.</param>
    /// <param name="nullable">is_nullable of the same row.</param>
    public static TableColumn Read(string table, string name, string type, string fullType, bool nullable)
    {
        string quoted = SqlQuote.Name(name);
        return type switch
        {
            "tinyint" or "smallint" or "mediumint" or "int" or "bigint" or "decimal" => new TableColumn(name, quoted, ValueForm.Bare),
            "year" when fullType == "year(2)" => throw new CannotCarryException(
                $"Column {quoted} of {table}",
                "two digits cannot tell 1900 from 2000",
                "change its type to YEAR."
            ),
            "year" => new TableColumn(name, quoted, ValueForm.Bare),

            // Quoted, because a bare -0 would be the integer 0. As DOUBLE, because the text of a DOUBLE has every digit.
            "float" => new TableColumn(name, $"CAST({quoted} AS DOUBLE)", ValueForm.Quoted),
            "inet4" => new TableColumn(name, $"CAST({quoted} AS BINARY(4))", ValueForm.Quoted),
            "inet6" or "uuid" => new TableColumn(name, $"CAST({quoted} AS BINARY(16))", ValueForm.Quoted),
            "enum" => ReadEnum(table, name, quoted, fullType),
            "set" when Member().Matches(fullType).Any(member => member.ValueSpan is "''") => ReadSet(table, name, quoted, fullType),
            "double"
            or "bit"
            or "char"
            or "varchar"
            or "tinytext"
            or "text"
            or "mediumtext"
            or "longtext"
            or "binary"
            or "varbinary"
            or "tinyblob"
            or "blob"
            or "mediumblob"
            or "longblob"
            or "set"
            or "date"
            or "time"
            or "datetime"
            or "timestamp" => new TableColumn(name, quoted, ValueForm.Quoted),
            "geometry"
            or "point"
            or "linestring"
            or "polygon"
            or "multipoint"
            or "multilinestring"
            or "multipolygon"
            or "geometrycollection" => new TableColumn(name, quoted, nullable ? ValueForm.NullableShape : ValueForm.Shape),
            _ => throw new CannotCarryException(
                $"Column {quoted} of {table}",
                $"this version does not know its type {fullType}",
                "update the suite, or change the column's type."
            ),
        };
    }

    // In a SET with the member '', several values have the same text. So the number of the value is written: the server reads digits as the
    // number of a value when no member has these digits as its name.
    private static TableColumn ReadSet(string table, string name, string quoted, string fullType) =>
        Member()
            .Matches(fullType)
            .Any(member => member.Length == SetDigits + 2 && member.ValueSpan[1..^1].IndexOfAnyExceptInRange('0', '9') < 0)
            ? throw new CannotCarryException(
                $"Column {quoted} of {table}",
                $"a member's name has {SetDigits} digits, so that the number of a value could be read as that member",
                $"rename the members whose names are {SetDigits} digits."
            )
            : new TableColumn(name, $"LPAD({quoted}+0,{SetDigits},'0')", ValueForm.Quoted);

    // The server reads zeros as the index 0, which is the error value, when no member has these zeros as its name.
    private static TableColumn ReadEnum(string table, string name, string quoted, string fullType)
    {
        string zeros =
            Enumerable
                .Range(1, 5)
                .Select(length => new string('0', length))
                .FirstOrDefault(candidate => !fullType.Contains($"'{candidate}'", StringComparison.Ordinal))
            ?? throw new CannotCarryException(
                $"Column {quoted} of {table}",
                "its members use all names of one to five zeros, so that no text is left for the error value",
                "rename one of the members whose names are only zeros."
            );
        return new TableColumn(name, $"IF({quoted}+0=0,'{zeros}',CAST({quoted} AS BINARY))", ValueForm.Quoted);
    }

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Member();
}
