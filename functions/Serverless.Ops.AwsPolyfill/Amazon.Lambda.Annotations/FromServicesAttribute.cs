namespace Amazon.Lambda.Annotations;

/// <summary>The argument comes from the call's own service scope.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
