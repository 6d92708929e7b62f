using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>The database holds something that a backup could not bring back exactly. Nothing is left out silently.</summary>
public sealed class CannotCarryException(string what, string why, string nextStep)
    : PermanentException($"{what} cannot be backed up exactly: {why}.", nextStep);
