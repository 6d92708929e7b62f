using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>The database holds something that a backup could not restore exactly. A dump never leaves such a thing out silently.</summary>
public sealed class CannotCarryException(string what, string why, string nextStep)
    : PermanentException($"{what} cannot be backed up exactly: {why}.", nextStep);
