namespace System.Runtime.CompilerServices;

/// <summary>Records need this type. netstandard2.0 lacks the type, and compilers load only generators that target netstandard2.0.</summary>
internal static class IsExternalInit;
