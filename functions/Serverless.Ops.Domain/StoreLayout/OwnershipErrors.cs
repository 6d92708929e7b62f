using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.StoreLayout;

/// <summary>An object of the store belongs to another estate than the one that this program works for.</summary>
/// <param name="owner">The estate that the object names; null when it names none.</param>
public sealed class OtherEstateException(string key, string? owner, string estate)
    : PermanentException(
        $"Object '{key}' belongs to {(owner is null ? "no estate" : $"the estate '{owner}'")}, "
            + $"but this program works for the estate '{estate}'.",
        "check OPS_ESTATE on this machine, and the key. An estate uses only its own objects, below its own name; "
            + "docs/formats/store-layout.md lists the keys."
    )
{
    public static void ThrowIfOther(string key, string? owner, string estate)
    {
        if (owner != estate)
        {
            throw new OtherEstateException(key, owner, estate);
        }
    }
}

/// <summary>An object has a format that this version of the program does not know.</summary>
public sealed class UnknownFormatException(string key, int format, int known)
    : PermanentException(
        $"Object '{key}' has format {format}, and this version of the program knows format {known}.",
        "run the version of opsjob that wrote it or a newer one; never change the object."
    )
{
    public static void ThrowIfOther(string key, int format, int known)
    {
        if (format != known)
        {
            throw new UnknownFormatException(key, format, known);
        }
    }
}

/// <summary>An object lies under a key that is not its own: somebody copied or moved it.</summary>
/// <param name="content">What the object says it is, such as "the plan of run 'a'".</param>
/// <param name="ownKey">The key where such an object belongs; null when it cannot be known.</param>
public sealed class MisplacedObjectException(string key, string content, string? ownKey = null)
    : PermanentException(
        $"Object '{key}' holds {content}, which does not belong under this key. Somebody copied or moved it.",
        $"bring back the version of '{key}' that a job of this suite wrote"
            + $"{(ownKey is null ? "" : $", and this object to its own key '{ownKey}' if that one is missing")}; never use it as it is."
    );
