using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>The server encrypts its binary logs at rest: what it would send is not what stands in its files.</summary>
public sealed class BinlogEncryptedException(string source)
    : PermanentException(
        $"{source} is encrypted by the server (encrypt_binlog=ON).",
        "turn encrypt_binlog off on the source and rotate its log; stored segments are encrypted by the store.");
