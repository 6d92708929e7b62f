using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>A person's choice of the database set that a restore begins with, for example because a newer set is damaged.</summary>
/// <param name="IsBefore">False: this set. True: the newest set that serves and was taken before this one.</param>
public sealed record SetChoice(string SetId, bool IsBefore)
{
    private const string BeforePrefix = "before:";

    /// <summary>All forms of a choice, for help texts.</summary>
    public const string Forms =
        "the id of a database set, such as 20261122T020000Z-1f2e3d4c, or before:<id> for the newest set taken before that one; "
        + "when left out, the newest set that serves";

    /// <summary>Reads one of <see cref="Forms"/>.</summary>
    public static SetChoice Parse(string text) =>
        text.StartsWith(BeforePrefix, StringComparison.Ordinal) ? new(text[BeforePrefix.Length..], IsBefore: true)
        : text.Length > 0 ? new(text, IsBefore: false)
        : throw new InvalidInputException("The set is an empty text.", $"give {Forms}.");

    /// <param name="sets">The sets of the estate, newest first.</param>
    /// <param name="damaged">A sentence about damaged manifests for the error, or empty.</param>
    /// <returns>The sets that a plan may use, newest first.</returns>
    /// <exception cref="UnknownSetException"/>
    internal DatabaseManifest[] Choose(IReadOnlyList<DatabaseManifest> sets, string damaged)
    {
        DatabaseManifest named = sets.FirstOrDefault(set => set.SetId == SetId) ?? throw new UnknownSetException(this, sets, damaged);
        return IsBefore ? [.. sets.SkipWhile(set => set != named).Skip(1)] : [named];
    }

    public override string ToString() => IsBefore ? BeforePrefix + SetId : SetId;
}

/// <summary>The estate has no complete database set with this id.</summary>
/// <param name="sets">The sets of the estate, newest first.</param>
/// <param name="damaged">A sentence about damaged manifests, or empty.</param>
public sealed class UnknownSetException(SetChoice choice, IReadOnlyList<DatabaseManifest> sets, string damaged = "")
    : PermanentException(
        $"The estate has no complete database set '{choice.SetId}'.{damaged}",
        sets.Count == 0
            ? "run the database backup (BackUpDatabase)."
            : $"give one of its {sets.Count} sets, newest first: {string.Join(", ", sets.Take(10).Select(set => set.SetId))}"
                + $"{(sets.Count > 10 ? ", …" : "")}."
    );
