using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class FullDiskTests
{
    [Theory]
    [InlineData(1114, "The table 't' is full", true)]
    [InlineData(3, "Error writing file '/var/tmp/MYx' (Errcode: 28 \"No space left on device\")", true)]
    [InlineData(1026, "Error writing file './shop/t.MYD' (errno: 122 \"Disk quota exceeded\")", true)]
    [InlineData(1030, "Got error 28 \"No space left on device\" from storage engine Aria", true)]
    [InlineData(1030, "Got error 122 \"Internal (unspecified) error in handler\" from storage engine InnoDB", false)]
    [InlineData(1062, "Duplicate entry 'error 28' for key 'PRIMARY'", false)]
    [InlineData(3, "Error writing file '/var/tmp/MYx' (Errcode: 5 \"Input/output error\")", false)]
    public void Error_IsToldFromOthers(int number, string message, bool isFull) => FullDisk.IsMeantBy(number, message).ShouldBe(isFull);
}
