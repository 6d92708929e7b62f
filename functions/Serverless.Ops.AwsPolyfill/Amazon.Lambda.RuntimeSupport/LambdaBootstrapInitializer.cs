namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs once before the first call. An exception is the function's failed start; false ends the process at once.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();
