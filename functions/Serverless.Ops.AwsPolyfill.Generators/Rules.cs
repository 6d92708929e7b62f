using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>What the generator does not write code for. Every one is an error: nothing is left out silently.</summary>
internal static class Rules
{
    private static readonly List<DiagnosticDescriptor> Defined = [];

    public static readonly DiagnosticDescriptor SharedName = Define(
        "OPSFN01",
        "Two functions share the name '{0}': the name is what Lambda and hosts call it by, so rename one"
    );

    public static readonly DiagnosticDescriptor SecondStartup = Define(
        "OPSFN02",
        "'{0}' is a second [LambdaStartup] class: an assembly has one, and '{1}' is it"
    );

    public static readonly DiagnosticDescriptor NoStartup = Define(
        "OPSFN03",
        "'{0}' has no [LambdaStartup] class in its assembly to take its services from: write one"
    );

    public static readonly DiagnosticDescriptor UnusableStartup = Define(
        "OPSFN04",
        "'{0}' cannot start functions: it has to be a class with a constructor without parameters and 'public void ConfigureServices(IServiceCollection)'"
    );

    public static readonly DiagnosticDescriptor StaticMethod = Define(
        "OPSFN05",
        "'{0}' is static: the container makes its class, so take 'static' away"
    );

    public static readonly DiagnosticDescriptor Generic = Define(
        "OPSFN06",
        "'{0}' is generic, or its class is: a function has one input and one output type"
    );

    public static readonly DiagnosticDescriptor NotCallable = Define(
        "OPSFN07",
        "'{0}' cannot be called by generated code: make it public or internal"
    );

    public static readonly DiagnosticDescriptor UnusableClass = Define(
        "OPSFN08",
        "'{0}' cannot hold functions: it has to be a class of a namespace that is not abstract, static or nested"
    );

    public static readonly DiagnosticDescriptor ByReference = Define(
        "OPSFN09",
        "Parameter '{0}' is passed by reference, or is a list of arguments: a function's arguments are plain values"
    );

    public static readonly DiagnosticDescriptor NoInput = Define("OPSFN10", "'{0}' has no input: give it one record, which may be empty");

    public static readonly DiagnosticDescriptor SecondInput = Define(
        "OPSFN11",
        "Parameter '{0}' is a second input: a function has one record as its input; mark services with [FromServices]"
    );

    public static readonly DiagnosticDescriptor SecondContext = Define(
        "OPSFN12",
        "Parameter '{0}' is a second ILambdaContext, or one from the services: a call has one, which Lambda passes"
    );

    public static readonly DiagnosticDescriptor UnusableOutput = Define(
        "OPSFN13",
        "'{0}' returns '{1}': a function returns a value, a Task or a Task of a value"
    );

    public static readonly DiagnosticDescriptor HiddenType = Define(
        "OPSFN14",
        "'{0}' is less accessible than the generated public class that has it in a signature: make it public"
    );

    public static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } =
        Defined.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    private static DiagnosticDescriptor Define(string id, string message)
    {
        var rule = new DiagnosticDescriptor(
            id,
            "Function is not supported",
            message,
            "LambdaFunction",
            DiagnosticSeverity.Error,
            isEnabledByDefault: true
        );
        Defined.Add(rule);
        return rule;
    }
}
