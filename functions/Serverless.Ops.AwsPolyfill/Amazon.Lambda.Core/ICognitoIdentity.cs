namespace Amazon.Lambda.Core;

/// <summary>Of calls from mobile apps, which this project has none of: only the name, for <see cref="ILambdaContext"/>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1040", Justification = "The published members have no caller here.")]
public interface ICognitoIdentity;
