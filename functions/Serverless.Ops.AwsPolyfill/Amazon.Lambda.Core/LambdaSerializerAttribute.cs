namespace Amazon.Lambda.Core;

/// <summary>Names the assembly's <see cref="ILambdaSerializer"/>.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Method)]
public sealed class LambdaSerializerAttribute(Type serializerType) : Attribute
{
    public Type SerializerType { get; } = serializerType;
}
