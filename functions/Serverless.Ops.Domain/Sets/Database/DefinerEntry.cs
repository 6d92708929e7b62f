namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>
/// An account that objects can have as their definer and that is not among a set's accounts. Without it every use of such an object fails
/// with error 1449. An import makes the account if the target lacks it: locked, and without a usable password.
/// </summary>
/// <param name="Account"><c>user@host</c>; the name alone for a role.</param>
/// <param name="Statements">CREATE USER or CREATE ROLE, then grants. No secret. Empty if no statement can make the account.</param>
public sealed record DefinerEntry(string Account, DefinerUse Use, IReadOnlyList<string> Statements);

/// <summary>Who has a <see cref="DefinerEntry"/> as the definer.</summary>
public enum DefinerUse
{
    /// <summary>A server's own account, and objects of the set have it as their definer.</summary>
    Used,

    /// <summary>A server's own account. Only objects that the log makes can have it. Otherwise the replay drops it at its end.</summary>
    Unused,

    /// <summary>
    /// The source has no such account, so the objects fail there as well. The import makes the account while it makes the objects, because
    /// the server makes no view on a view without a definer, and then drops it.
    /// </summary>
    Missing,
}
