namespace Serverless.Ops.TestSupport.S3;

/// <summary>A server that tests need is not installed. In CI that fails them; on a laptop they skip with this message.</summary>
public sealed class MissingServerException(string program, string packages)
    : Exception($"{program} is not installed. Install it with: sudo apt-get install -y --no-install-recommends {packages}");
