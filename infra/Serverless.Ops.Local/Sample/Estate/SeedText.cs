using System.Text;

namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>Text like people type it, from a seed: several scripts, quotes, new lines, tabs, backslashes, HTML, emoji.</summary>
internal sealed class SeedText(int seed)
{
    private static readonly string[] Given =
    [
        "Amina",
        "José",
        "Zoë",
        "Søren",
        "Łukasz",
        "Ngọc",
        "Sinéad",
        "Björk",
        "美咲",
        "李",
        "محمد",
        "Иван",
        "Ελένη",
        "राज",
        "Anna-Lena",
        "O",
        "Chloë",
        "Dmitri",
        "Fatima",
        "Grace",
        "Håkon",
        "Ines",
        "Jürgen",
        "Kwame",
        "Laszlo",
        "Maja",
        "Noor",
        "Olu",
        "Priya",
        "Quentin",
        "Rosa",
        "Tomás",
    ];

    private static readonly string[] Family =
    [
        "O'Brien",
        "Müller",
        "Nguyễn",
        "García",
        "Østergård",
        "D'Angelo",
        "Yılmaz",
        "Šimić",
        "佐藤",
        "王",
        "الأحمد",
        "Иванова",
        "Παππά",
        "शर्मा",
        "van der Berg",
        "Smith",
        "Kowalski",
        "Novák",
        "Haddad",
        "Okafor",
        "Silva",
        "Lindqvist",
        "Fischer",
        "Dubois",
        "Rossi",
        "Patel",
        "Khan",
    ];

    private static readonly string[] Words =
    [
        "member",
        "renewal",
        "letter",
        "chapter",
        "volunteer",
        "photograph",
        "annual",
        "meeting",
        "pending",
        "address",
        "moved",
        "garden",
        "library",
        "concert",
        "poster",
        "interview",
        "newsletter",
        "payment",
        "received",
        "cheque",
        "bank",
        "transfer",
        "café",
        "naïve",
        "Straße",
        "crème",
        "résumé",
        "the",
        "of",
        "and",
        "to",
        "with",
        "from",
        "after",
        "before",
        "river",
        "mountain",
        "winter",
        "summer",
        "green",
        "silver",
        "quick",
        "patient",
    ];

    private static readonly string[] Oddities =
    [
        "it's",
        "\"quoted\"",
        "back\\slash",
        "tab\there",
        "new\nline",
        "50 %",
        "a_b",
        "<b>bold</b>",
        "&amp;",
        "🌿",
        "👩‍👩‍👧",
        ";--",
        "`tick`",
        "\r\n",
        "NULL",
        "\\N",
        "),(",
    ];

    private readonly Random random = new(seed);

    public int Next(int below) => random.Next(below);

    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    public string FullName() => $"{Pick<string>(Given)} {Pick<string>(Family)}";

    public string Title() => $"{Capital(Pick<string>(Words))} {Pick<string>(Words)} {Pick<string>(Words)}";

    /// <summary>A paragraph of <paramref name="words"/> words or odd pieces of text.</summary>
    public string Prose(int words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(random.Next(16) == 0 ? Pick<string>(Oddities) : Pick<string>(Words));
        }

        return text.Append('.').ToString();
    }

    /// <summary>HTML like Frappe's text editor writes it.</summary>
    public string Html(int words) => $"<div class=\"ql-editor read-mode\"><p>{Prose(words)}</p><ul><li>{Title()}</li></ul></div>";

    /// <summary>A random document name as in Frappe: ten hexadecimal digits.</summary>
    public string Hash() => random.Next().ToString("x8") + random.Next(256).ToString("x2");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
