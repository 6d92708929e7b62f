namespace Serverless.Ops.Local.Sample.Site;

/// <summary>An answer that is an error, in Frappe's shape: a status, the name of its exception, a message for people.</summary>
internal sealed class FrappeApiException(int status, string type, string message, Exception? cause = null) : Exception(message, cause)
{
    public int Status { get; } = status;

    /// <summary>Name of Frappe's exception class, such as <c>DoesNotExistError</c>.</summary>
    public string Type { get; } = type;

    public static FrappeApiException Invalid(string message, Exception? cause = null) => new(417, "ValidationError", message, cause);

    public static FrappeApiException NotPermitted(string message) => new(403, "PermissionError", message);

    public static FrappeApiException WrongCredentials(string message) => new(401, "AuthenticationError", message);

    public static FrappeApiException DoesNotExist(string docType, string name) => new(404, "DoesNotExistError", $"{docType} {name} not found");
}
