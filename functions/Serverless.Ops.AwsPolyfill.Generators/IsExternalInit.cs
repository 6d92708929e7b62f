namespace System.Runtime.CompilerServices;

/// <summary>netstandard2.0, which compilers load generators from, lacks it; records need it.</summary>
internal static class IsExternalInit;
