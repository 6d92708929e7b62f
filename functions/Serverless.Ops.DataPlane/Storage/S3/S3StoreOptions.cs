using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Bounds and encryption. An upload of up to 8 GB needs about (<see cref="ParallelParts"/> + 1) × <see cref="PartBytes"/> of
/// memory. A read needs <see cref="ParallelRanges"/> × <see cref="RangeBytes"/>.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The smallest part that S3 accepts, in bytes (Amazon S3 User Guide, "multipart upload limits").</summary>
    public const int SmallestPartBytes = 5 * 1024 * 1024;

    /// <summary>Size of the first parts of an upload, in bytes. An object up to this size is one PUT. Later parts are larger.</summary>
    public int PartBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Number of parts that one upload sends at the same time.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>Size of the ranges that a read requests, in bytes.</summary>
    public int RangeBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Number of ranges of one read that are being fetched or wait for the reader.</summary>
    public int ParallelRanges { get; init; } = 4;

    /// <summary>KMS key for SSE-KMS, sent with every new object. Null means the default encryption of the bucket.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Sent with <see cref="KmsKeyId"/>. S3 then uses one data key for many objects, which saves most calls to KMS.</summary>
    public bool BucketKeyEnabled { get; init; } = true;

    /// <summary>Tries of one request before the error comes out. A try of a range that brings a byte starts the count again.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Bound of the pause before the second try. The bound doubles with each try, and the pause is random up to it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The largest bound of a pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A read without a new byte for this time counts as cut.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(60);

    internal S3StoreOptions Checked()
    {
        Check(PartBytes is >= SmallestPartBytes and <= 512 * 1024 * 1024, nameof(PartBytes), "from 5 MiB to 512 MiB");
        Check(ParallelParts is >= 1 and <= 64, nameof(ParallelParts), "from 1 to 64");
        Check(RangeBytes is >= 64 * 1024 and <= 512 * 1024 * 1024, nameof(RangeBytes), "from 64 KiB to 512 MiB");
        Check(ParallelRanges is >= 1 and <= 64, nameof(ParallelRanges), "from 1 to 64");
        Check(Attempts is >= 1 and <= 30, nameof(Attempts), "from 1 to 30");
        return this;
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new InvalidInputException($"The S3 store's option {name} is out of range.", $"set it {range}.");
        }
    }
}
