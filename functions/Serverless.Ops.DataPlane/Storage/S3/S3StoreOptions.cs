using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Bounds and encryption. Memory of one upload: about (<see cref="ParallelParts"/> + 1) × <see cref="PartBytes"/> up to
/// 8 GB of object; of one read: <see cref="ParallelRanges"/> × <see cref="RangeBytes"/>.</summary>
public sealed record S3StoreOptions
{
    /// <summary>S3's smallest part (Amazon S3 User Guide, "multipart upload limits").</summary>
    public const int SmallestPartBytes = 5 * 1024 * 1024;

    /// <summary>Size of an upload's first parts; an object up to this size is one PUT. Later parts grow with the object.</summary>
    public int PartBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Parts of one upload under way at once.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>Size of the ranges in which an object is read.</summary>
    public int RangeBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Ranges of one read under way or waiting to be consumed.</summary>
    public int ParallelRanges { get; init; } = 4;

    /// <summary>KMS key for SSE-KMS, sent with every create; null leaves it to the bucket's default encryption.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Sent along with <see cref="KmsKeyId"/>: one data key for many objects, far fewer calls to KMS.</summary>
    public bool BucketKeyEnabled { get; init; } = true;

    /// <summary>Tries of one request, and of one range without any progress, before the error comes out.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Longest pause before the second try; it doubles from there. The pause taken is random up to it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A read that brings nothing for this long is treated as cut.</summary>
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
