namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>
/// How large the next part is when nobody knows how long the object will be: a thousandth of what was uploaded so far,
/// at least the first size, at most 1 GiB. So 10,000 parts reach 5 TB (S3's limits: 10,000 parts, 5 GiB each), and small
/// and middling objects need little memory.
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
