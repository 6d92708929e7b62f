using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Drill;

/// <summary>What MySqlConnector says, under the names that the state machine knows: what passes by itself is retried, the rest is not.</summary>
internal static class ProofErrors
{
    private const string Activity = "the journal was proven";

    /// <param name="wasOpen">Whether the connection had been opened.</param>
    public static Exception Typed(MySqlException failure, bool wasOpen, MariaDbEndpoint database, MariaDbAccount account) => failure switch
    {
        // The server's own errors have an SQLSTATE; those without one are the client's. A certificate that is wrong stays so.
        { SqlState: null } when !wasOpen && !Causes(failure).OfType<AuthenticationException>().Any() => new ServerUnreachableException(database, failure),
        { SqlState: null } when wasOpen && Causes(failure).Any(cause => cause is IOException or SocketException) =>
            new ServerGoneException(database, Activity, failure.Message.TrimEnd('.'), failure),
        _ => ServerAnswer.ErrorOf(failure.Number, failure.Message.TrimEnd('.'), database, account, Activity),
    };

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
