namespace Amazon.Lambda.Core;

/// <summary>Between a call's bytes and a function's types.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}
