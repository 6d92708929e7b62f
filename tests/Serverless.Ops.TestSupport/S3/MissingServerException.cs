namespace Serverless.Ops.TestSupport.S3;

/// <summary>A server that tests need is not installed. In CI the tests fail; elsewhere they are skipped with this message.</summary>
public sealed class MissingServerException(string program, string packages)
    : Exception($"{program} is not installed. Next: run sudo apt-get install -y --no-install-recommends {packages}");
