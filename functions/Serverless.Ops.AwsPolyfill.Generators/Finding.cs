using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>One diagnostic to report, comparable between builds.</summary>
internal sealed record Finding(string Id, Place Place, EquatableList<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor rule, ISymbol symbol, params string[] arguments) =>
        new(rule.Id, Place.Of(symbol), new(arguments));

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Rules.All[Id], Place.ToLocation(), [.. Arguments]);
}
