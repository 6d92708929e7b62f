namespace Serverless.Ops.Local.StatesLanguage.Paths;

internal enum PathStepKind
{
    /// <summary>A field of an object.</summary>
    Field,

    /// <summary>A place in an array, counted from 0.</summary>
    Place,

    /// <summary>Every element of an array or object.</summary>
    Every,
}
