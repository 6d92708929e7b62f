namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>How a column's values stand in INSERT text so that INSERT and LOAD DATA both give back the same bytes.</summary>
internal enum ValueForm
{
    /// <summary>As the server prints it: whole and fixed-point numbers, years.</summary>
    Bare,

    /// <summary>Between single quotes, escaped; the bytes are the column's own, under SET NAMES binary.</summary>
    Quoted,
}
