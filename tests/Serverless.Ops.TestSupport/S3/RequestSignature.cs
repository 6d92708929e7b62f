using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>
/// Signs a request with Signature Version 4 and an unsigned payload. The path and the query must already be encoded. Source: Amazon
/// S3 API Reference, "Signature calculations for the authorization header".
/// </summary>
internal static class RequestSignature
{
    private const string Headers = "host;x-amz-content-sha256;x-amz-date";

    public static void Sign(HttpRequestMessage request, string host, string rawTarget)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        string stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string scope = $"{stamp[..8]}/us-east-1/s3/aws4_request";
        string[] parts = rawTarget.Split('?', 2);
        string query =
            parts.Length < 2
                ? ""
                : string.Join(
                    '&',
                    parts[1].Split('&').Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + '=').Order(StringComparer.Ordinal)
                );
        string canonical =
            $"{request.Method}\n{parts[0]}\n{query}\nhost:{host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\n"
            + $"x-amz-date:{stamp}\n\n{Headers}\nUNSIGNED-PAYLOAD";
        string toSign =
            $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = new[] { stamp[..8], "us-east-1", "s3", "aws4_request" }.Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + CephGateway.SecretKey),
            (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part))
        );
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("x-amz-date", stamp);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={CephGateway.AccessKey}/{scope}, SignedHeaders={Headers}, Signature={signature}"
        );
    }
}
