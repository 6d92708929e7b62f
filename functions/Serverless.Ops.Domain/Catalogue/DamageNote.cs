using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// Says that an object of a set is damaged. A job that reads such an object writes the note beside the sets, which nobody changes.
/// Planning then leaves the object out. A note is about one version of the object: it ends when the object gets another version.
/// </summary>
/// <param name="Object">Full key of the damaged object. The note's own key has it too.</param>
/// <param name="Version">The damaged version in the store; null when the object was missing.</param>
/// <param name="What">One sentence about the damage.</param>
/// <param name="FoundBy">The function that found it.</param>
public sealed record DamageNote(
    int Format,
    string Estate,
    string Object,
    string? Version,
    string What,
    string FoundBy,
    string RunId,
    DateTimeOffset FoundAt
)
{
    public const int CurrentFormat = 1;

    /// <summary>True when the object belongs to this set.</summary>
    public bool IsOf(Job job, string setId) => Object.StartsWith(StoreKeys.Set(job, setId), StringComparison.Ordinal);

    /// <summary>What was found, and when.</summary>
    public string Found => $"{What} {FoundBy} found this in run '{RunId}' at {WholeSecond.Text(FoundAt)}.";

    /// <summary>How the note goes away when nothing is damaged.</summary>
    public string IfWhole =>
        $"If the object is whole, delete the note '{new StoreKeys(Estate).DamageNote(Object)}': then plans use the object again.";

    /// <summary>What was found, when, and how the note goes away.</summary>
    public override string ToString() => $"{Found} Bring back the object's earlier version. {IfWhole}";
}

/// <summary>An object among the notes that is no note of this estate, or that cannot be read.</summary>
/// <param name="WhatHappened">One sentence that names the key.</param>
public sealed record UnusableNote(string Key, string WhatHappened)
{
    /// <summary>For the warnings of plans.</summary>
    public override string ToString() =>
        $"{WhatHappened} Planning reads nothing from '{Key}'. Delete it. "
        + "If the object that it was about is damaged, the next job that reads the object notes that again.";
}

/// <summary>JSON of a damage note at rest: camelCase, indented.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(DamageNote))]
public sealed partial class DamageNoteJson : JsonSerializerContext;
