using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Builds the compound statement for a change that no transaction covers: cursor "applying", the change, cursor "applied".
/// </summary>
internal sealed class ChangeBlock(SourceZones zones)
{
    /// <summary>Session variable that is 1 once the change itself has finished, and 0 before.</summary>
    public const string RanVariable = "@serverless_ops_ran";

    /// <summary>ER_UNSUPPORTED_PS: the server cannot prepare a statement of this kind.</summary>
    public const int UnsupportedInPrepared = 1295;

    private readonly string baseline = StatementSession.Baseline(zones.Rows);
    private readonly BinlogStatement rows = new();
    private readonly DefaultDatabase database = new();
    private readonly SqlBuffer packet = new();
    private StatementEffects effects = StatementEffects.None;

    public int Length => packet.Length;

    public ReadOnlyMemory<byte> Written => packet.Written;

    public void Compose(BufferedTransaction transaction, ReplayCursor before, ReplayCursor after)
    {
        packet.Clear();
        database.Begin();
        packet.Part("BEGIN NOT ATOMIC ");
        if (transaction.Tables.Count == 0)
        {
            // No part of the change ran. The server puts the cursor back itself, since the client may be gone.
            packet
                .Part(string.Create(CultureInfo.InvariantCulture, $"DECLARE EXIT HANDLER FOR {UnsupportedInPrepared} BEGIN ROLLBACK; "))
                .Statement(ReplayCursorTable.Update(before))
                .Part("RESIGNAL; END; ");
        }

        bool staysBefore = TransactionStatements.IsRepeatable(transaction);
        packet.Statement($"SET {RanVariable}=0").Statement(ReplayCursorTable.Update(before with { IsApplying = !staysBefore }));
        bool isOpen = false;
        effects = StatementEffects.None;
        for (int i = 0; i < transaction.Count; i++)
        {
            BinlogEvent next = transaction[i];
            if (!isOpen && TransactionStatements.NeedsTransaction(transaction, next))
            {
                packet.Statement("START TRANSACTION");
                isOpen = true;
            }

            if (TransactionStatements.IsRows(next))
            {
                rows.Add(next);
                continue;
            }

            ComposeRows();
            ComposeStatement(transaction, next);
        }

        ComposeRows();
        if (transaction.RollsBack)
        {
            packet.Statement("ROLLBACK");
        }

        packet.Statement($"SET {RanVariable}=1").Statement(baseline);
        Compose(effects.After);
        packet.Statement(ReplayCursorTable.Update(after));
        packet.Statement("COMMIT").Part("END");
    }

    private void ComposeRows()
    {
        if (rows.HasRows)
        {
            rows.Cut();
            packet.Binlog(rows.Bytes);
            rows.Next();
        }
    }

    private void ComposeStatement(BufferedTransaction transaction, in BinlogEvent next)
    {
        if (!TransactionStatements.IsStatement(next))
        {
            Compose(StatementVariables.For(next, transaction.File));
        }
        else if (!TransactionStatements.IsNoWork(transaction, next))
        {
            var statement = QueryEvent.Read(next, transaction.File);
            database.Compose(packet, statement);
            effects = StatementEffects.Of(statement);
            Compose(effects.Before);
            bool isTextOfServer = TransactionStatements.IsTextOfServer(transaction, statement);
            packet.Statement(StatementSession.For(statement, next.Timestamp, zones.System, isTextOfServer));
            if (statement.ErrorCode == 0)
            {
                packet.Immediate(statement.Sql.Span);
                return;
            }

            // The statement failed on the source with this error, after some changes. It makes the same changes here, then fails.
            packet.Part(
                string.Create(CultureInfo.InvariantCulture, $"BEGIN DECLARE CONTINUE HANDLER FOR {statement.ErrorCode} BEGIN END; ")
            );
            packet.Immediate(statement.Sql.Span).Part("END").End();
        }
    }

    private void Compose(IReadOnlyList<string> statements)
    {
        foreach (string statement in statements)
        {
            packet.Statement(statement);
        }
    }
}
