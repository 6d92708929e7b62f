namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>Where an event stands among the log's transactions.</summary>
internal enum UnitStep
{
    /// <summary>Between two transactions: a file's frame.</summary>
    Outside,
    Begins,
    Within,

    /// <summary>The last event of a transaction.</summary>
    Ends,
}
