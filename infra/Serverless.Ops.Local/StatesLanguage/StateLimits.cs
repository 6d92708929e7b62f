using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage;

/// <summary>AWS's limits of an execution: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html.</summary>
internal static class StateLimits
{
    public const int DataBytes = 262_144;
    public const int HistoryEvents = 25_000;

    /// <summary>Most characters that the encoding, decoding and hashing functions accept.</summary>
    public const int IntrinsicCharacters = 10_000;

    /// <summary>Throws States.DataLimitExceeded when the data has more than <see cref="DataBytes"/> bytes as UTF-8 JSON.</summary>
    public static void CheckSize(JsonNode? data, string what)
    {
        if (Encoding.UTF8.GetByteCount(StateJson.ToText(data)) > DataBytes)
        {
            throw new StateErrorException(
                StateErrors.DataLimitExceeded,
                $"{what} with a size exceeding the maximum number of bytes service limit."
            );
        }
    }
}
