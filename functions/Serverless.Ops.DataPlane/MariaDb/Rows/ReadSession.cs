namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// The session setting for reading rows, in the dump and in the verification of an import: each value comes in the bytes of its column.
/// Every other variable is as on all our connections, see <see cref="Wire.SessionVariables"/>.
/// </summary>
internal static class ReadSession
{
    public const string Setting = "character_set_results=NULL";
}
