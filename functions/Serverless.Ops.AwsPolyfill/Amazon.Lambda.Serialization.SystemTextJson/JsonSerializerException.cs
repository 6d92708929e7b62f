namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>A call's input or output that is not what its type says. The inner exception says why.</summary>
public class JsonSerializerException : Exception
{
    public JsonSerializerException(string message, Exception exception)
        : base(message, exception)
    {
    }

    public JsonSerializerException(string message)
        : base(message)
    {
    }
}
