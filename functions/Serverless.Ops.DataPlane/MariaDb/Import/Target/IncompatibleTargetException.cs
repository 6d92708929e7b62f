using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>The target is a server on which the set would become something else.</summary>
public sealed class IncompatibleTargetException(string variable, string source, string target)
    : PermanentException(
        $"The target's {variable} is {target}, the source's was {source}.",
        "start the target with the source's value; the set's manifest lists all that matter.");
