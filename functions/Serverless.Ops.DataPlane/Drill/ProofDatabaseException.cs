using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.Drill;

/// <summary>The restored database does not let the proof in.</summary>
public sealed class ProofDatabaseException(string database, string user, Exception cause)
    : TransientException($"The restored database {database} does not let {user} in: {cause.Message.TrimEnd('.')}.", "check that it runs and that the parameter of the account 'target' is right.", cause);
