namespace Amazon.Lambda.Annotations;

/// <summary>Marks the assembly's one class with <c>void ConfigureServices(IServiceCollection services)</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LambdaStartupAttribute : Attribute;
