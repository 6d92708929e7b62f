namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>
/// Chooses the size of the next part of an object of unknown length: a thousandth of the bytes uploaded so far, at least the first size,
/// at most 1 GiB. So 10,000 parts reach 5 TB, and small and medium objects need little memory. S3 allows 10,000 parts of 5 GiB each.
/// </summary>
internal static class PartSizes
{
    public const int MaximumParts = 10_000;
    private const long Unit = 1024 * 1024;
    private const long Largest = 1024 * Unit;

    public static int Next(int firstPartBytes, long uploadedBytes)
    {
        long wanted = (((uploadedBytes / 1000) + Unit - 1) / Unit) * Unit;
        return (int)Math.Clamp(wanted, firstPartBytes, Largest);
    }
}
