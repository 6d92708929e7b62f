using System.Text;
using System.Text.Encodings.Web;

namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>Builds HTML. <see cref="Markup"/> takes our own markup only. All text from outside goes through <see cref="Text"/>.</summary>
internal sealed class Html
{
    private readonly StringBuilder built = new();

    /// <summary>Adds our own markup unchanged. Never pass text from outside.</summary>
    public Html Markup(string markup)
    {
        built.Append(markup);
        return this;
    }

    /// <summary>Adds any text, encoded for element text and for quoted attributes.</summary>
    public Html Text(string text)
    {
        built.Append(Encoded(text));
        return this;
    }

    /// <summary>Adds an element that contains text only.</summary>
    public Html Element(string tag, string text, string? cssClass = null) =>
        Markup(cssClass is null ? $"<{tag}>" : $"<{tag} class=\"{cssClass}\">").Text(text).Markup($"</{tag}>\n");

    public Html List(string cssClass, IEnumerable<string> items)
    {
        Markup($"<ul class=\"{cssClass}\">\n");
        foreach (string item in items)
        {
            Element("li", item);
        }

        return Markup("</ul>\n");
    }

    public static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    public override string ToString() => built.ToString();
}
