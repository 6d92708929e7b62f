namespace Amazon.Lambda.Annotations;

/// <summary>Marks a method as one function. The generator writes <c>{Class}_{Method}_Generated</c> in the namespace of its class.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LambdaFunctionAttribute : Attribute;

/// <summary>Marks the assembly's one class with <c>void ConfigureServices(IServiceCollection services)</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LambdaStartupAttribute : Attribute;

/// <summary>Marks a parameter as a service. Its argument comes from the call's own service scope.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
