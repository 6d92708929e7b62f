using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>One diagnostic to report. Findings of two builds can be compared.</summary>
internal sealed record Finding(string Id, Place Place, EquatableList<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor rule, ISymbol symbol, params string[] arguments) =>
        new(rule.Id, Place.Of(symbol), new(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rules.All[Id], Place.ToLocation(), [.. Arguments]);
}

/// <summary>A source location without the syntax tree. A reference to the tree would keep whole compilations in memory between
/// builds.</summary>
internal sealed record Place(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(ISymbol symbol)
    {
        Location location = symbol.Locations[0];
        return new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => Location.Create(File, Span, Lines);
}
