using System.Globalization;
using System.Text;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>
/// Decodes an aws-chunked body. Each chunk is a line "hex-length;chunk-signature=…", the bytes, and a line break. The last chunk has
/// no bytes. Source: Amazon S3 API Reference, "Signature calculations … transferring payload in multiple chunks".
/// </summary>
internal static class ChunkedBody
{
    public static byte[] Decode(byte[] body)
    {
        using var decoded = new MemoryStream();
        for (int at = 0; ; )
        {
            int lineEnd = Array.IndexOf(body, (byte)'\n', at);
            string header = Encoding.ASCII.GetString(body, at, lineEnd - at - 1).Split(';')[0];
            int length = int.Parse(header, NumberStyles.AllowHexSpecifier);
            if (length == 0)
            {
                return decoded.ToArray();
            }

            decoded.Write(body, lineEnd + 1, length);
            at = lineEnd + 1 + length + 2;
        }
    }
}
