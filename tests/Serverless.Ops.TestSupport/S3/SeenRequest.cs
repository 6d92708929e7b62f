namespace Serverless.Ops.TestSupport.S3;

/// <summary>A request that the client sent.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Raw path and query of the request.</param>
/// <param name="Headers">Header values by name. The names are in lower case.</param>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsPut => Method == "PUT" && !Target.Contains("uploadId=", StringComparison.Ordinal) && Path.Count(c => c == '/') > 1;

    public bool IsPart => Method == "PUT" && Target.Contains("uploadId=", StringComparison.Ordinal);

    public bool IsInitiate =>
        Method == "POST"
        && (Target.EndsWith("?uploads", StringComparison.Ordinal) || Target.Contains("uploads=", StringComparison.Ordinal));

    public bool IsComplete => Method == "POST" && Target.Contains("uploadId=", StringComparison.Ordinal);

    public bool IsAbort => Method == "DELETE" && Target.Contains("uploadId=", StringComparison.Ordinal);

    public bool IsRead => Method == "GET" && Path.Count(c => c == '/') > 1;

    public bool IsHead => Method == "HEAD";

    public string Path => Target.Split('?')[0];

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
