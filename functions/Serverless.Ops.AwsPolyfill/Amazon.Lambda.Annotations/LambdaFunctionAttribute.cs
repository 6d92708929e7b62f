namespace Amazon.Lambda.Annotations;

/// <summary>Marks a method as one function: the generator writes <c>{Class}_{Method}_Generated</c> beside its class.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LambdaFunctionAttribute : Attribute;
