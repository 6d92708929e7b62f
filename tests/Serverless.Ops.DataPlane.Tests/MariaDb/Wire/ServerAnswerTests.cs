using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class ServerAnswerTests
{
    [Fact]
    public void APacketThatIsTooLarge_IsNotWorthARetry()
    {
        byte[] packet = [ServerAnswer.Error, 1153 & 0xFF, 1153 >> 8, .. "#08S01Got a packet bigger than 'max_allowed_packet' bytes"u8];

        ServerAnswer
            .ReadError(packet, new MariaDbEndpoint("/socket", null, 0), new MariaDbAccount("ops_target", new("")), "replaying")
            .ShouldBeOfType<ServerErrorException>()
            .Number.ShouldBe(1153);
    }
}
