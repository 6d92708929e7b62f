using System.Buffers.Binary;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>Cuts a log that a test makes byte by byte.</summary>
public sealed class SegmentCutterTests : IDisposable
{
    private const string File = "mysql-bin.000001";
    private readonly string folder = Directory.CreateTempSubdirectory("ops-cutter-").FullName;
    private long position = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task AnEventThatAParserFailsOn_IsShipped_AndNotedAsNotRead()
    {
        await using var cutter = new SegmentCutter(
            new FolderObjectStore(folder),
            "sets/binlog/2026/11/22/20261122T100000Z-00000001/",
            1 << 20,
            DateTimeOffset.MinValue,
            default,
            filter: null!, // no event here asks it
            _ => Task.FromResult(DateTimeOffset.UnixEpoch.AddDays(1))
        );
        BinlogEvent head = Event(EventType.FormatDescription, [4, 0, .. new byte[50], .. new byte[4], 19, 0, 1]);
        var format = FormatDescription.Read(head.Raw, File, head.Position);
        byte[] sequence = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)GtidFlags.Transactional, 0, 0, 0, 0, 0, 0];
        BinlogEvent[] log =
        [
            head,
            Event(EventType.Gtid, sequence),
            Event(EventType.UserVar, [1, 0, 0, 0, (byte)'a', 0, 1, 63, 0, 0, 0, 2, 0, 0, 0, 0, 0]), // a double of two bytes
            Event(EventType.Xid, new byte[8]),
        ];

        foreach (BinlogEvent next in log)
        {
            await cutter.TakeAsync(File, format, next, Token);
        }

        await cutter.CompleteAsync(Token);

        SegmentEntry entry = cutter.Entries.ShouldHaveSingleItem();
        (entry.To, entry.GtidAtEnd).ShouldBe((position, "0-1-7"));
        LogFinding finding = entry.Findings!.Listed.ShouldHaveSingleItem();
        finding.Text.ShouldBe($"{LogFinding.Unread}: ArgumentOutOfRangeException while it read a UserVar event");
        (finding.Kind, finding.RefusesPlans).ShouldBe((LogFindingKind.NotReplayable, false));
    }

    private BinlogEvent Event(EventType type, byte[] body)
    {
        byte[] raw = [.. new byte[BinlogEvent.HeaderBytes], .. body, .. new byte[BinlogEvent.ChecksumBytes]];
        raw[4] = (byte)type;
        raw[5] = 1; // the server's id
        BinaryPrimitives.WriteInt32LittleEndian(raw.AsSpan(BinlogEvent.LengthOffset), raw.Length);
        var made = new BinlogEvent(raw, position, HasChecksum: true);
        position = made.End;
        return made;
    }
}
