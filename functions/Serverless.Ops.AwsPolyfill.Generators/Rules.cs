using Microsoft.CodeAnalysis;

namespace Serverless.Ops.AwsPolyfill.Generators;

/// <summary>The constructs that the generator does not support. Each is a build error, so the generator never skips a function
/// silently.</summary>
internal static class Rules
{
    private static readonly List<DiagnosticDescriptor> Defined = [];

    public static readonly DiagnosticDescriptor SharedName = Define(
        "OPSFN01",
        "Two functions share the name '{0}'. Lambda and hosts call a function by its name, so rename one."
    );

    public static readonly DiagnosticDescriptor SecondStartup = Define(
        "OPSFN02",
        "'{0}' is a second [LambdaStartup] class. An assembly has only one, and '{1}' is the first."
    );

    public static readonly DiagnosticDescriptor NoStartup = Define(
        "OPSFN03",
        "The assembly of '{0}' has no [LambdaStartup] class to configure services. Write one."
    );

    public static readonly DiagnosticDescriptor UnusableStartup = Define(
        "OPSFN04",
        "'{0}' cannot start functions. It needs a public constructor without parameters "
            + "and 'public void ConfigureServices(IServiceCollection)'."
    );

    public static readonly DiagnosticDescriptor StaticMethod = Define(
        "OPSFN05",
        "'{0}' is static, but the container makes an instance of its class. Remove 'static'."
    );

    public static readonly DiagnosticDescriptor Generic = Define(
        "OPSFN06",
        "'{0}' or its class is generic. A function has exactly one input type and one output type."
    );

    public static readonly DiagnosticDescriptor NotCallable = Define(
        "OPSFN07",
        "Generated code cannot call '{0}'. Make it public or internal."
    );

    public static readonly DiagnosticDescriptor UnusableClass = Define(
        "OPSFN08",
        "'{0}' cannot hold functions. It has to be a class that is not abstract, static or nested."
    );

    public static readonly DiagnosticDescriptor ByReference = Define(
        "OPSFN09",
        "Parameter '{0}' is passed by reference or is 'params'. A function's arguments are plain values."
    );

    public static readonly DiagnosticDescriptor NoInput = Define("OPSFN10", "'{0}' has no input. Give it one record, which may be empty.");

    public static readonly DiagnosticDescriptor SecondInput = Define(
        "OPSFN11",
        "Parameter '{0}' is a second input. A function has one record as its input; mark services with [FromServices]."
    );

    public static readonly DiagnosticDescriptor SecondContext = Define(
        "OPSFN12",
        "Parameter '{0}' is a second ILambdaContext, or comes from the services. A call has one context, and Lambda passes it."
    );

    public static readonly DiagnosticDescriptor UnusableOutput = Define(
        "OPSFN13",
        "'{0}' returns '{1}'. A function returns a value, a Task or a Task of a value."
    );

    public static readonly DiagnosticDescriptor HiddenType = Define(
        "OPSFN14",
        "'{0}' is not public, but the signature of a generated public class contains it. Make it public."
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
