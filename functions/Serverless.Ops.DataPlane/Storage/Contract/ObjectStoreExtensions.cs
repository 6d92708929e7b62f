using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>Reads and writes whole small objects in one call.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>The largest JSON object (manifest, plan, report) that is read, in bytes.</summary>
    public const int JsonLimitBytes = 64 * 1024 * 1024;

    public static async Task<ObjectDescription> PutBytesAsync(
        this IObjectStore store,
        string key,
        ReadOnlyMemory<byte> bytes,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        await using ObjectUpload upload = await store.CreateAsync(key, condition, cancellationToken);
        await upload.Content.WriteAsync(bytes, cancellationToken);
        return await upload.CompleteAsync(cancellationToken);
    }

    public static async Task<ObjectDescription> PutStreamAsync(
        this IObjectStore store,
        string key,
        Stream content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        await using ObjectUpload upload = await store.CreateAsync(key, condition, cancellationToken);
        await content.CopyToAsync(upload.Content, cancellationToken);
        return await upload.CompleteAsync(cancellationToken);
    }

    public static Task<ObjectDescription> PutJsonAsync<T>(
        this IObjectStore store,
        string key,
        T value,
        JsonTypeInfo<T> type,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => store.PutBytesAsync(key, JsonSerializer.SerializeToUtf8Bytes(value, type), condition, cancellationToken);

    /// <summary>
    /// Stores a report of a check. A check also works on a copy of a store that only can be read: then the report is not stored, and
    /// the result says so.
    /// </summary>
    /// <returns>Null when the report was stored; otherwise a sentence that says why not.</returns>
    public static async Task<string?> PutReportAsync<T>(
        this IObjectStore store,
        string key,
        T report,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await store.PutJsonAsync(key, report, type, WriteCondition.None, cancellationToken);
            return null;
        }
        catch (StoreAccessDeniedException denied)
        {
            return $"The report '{key}' was not stored. {denied.WhatHappened}";
        }
    }

    /// <summary>Reads the newest version, or the given one, into memory.</summary>
    /// <exception cref="ObjectTooLargeException">The object has more bytes than the limit.</exception>
    public static async Task<byte[]> ReadAllBytesAsync(
        this IObjectStore store,
        string key,
        int limitBytes,
        CancellationToken cancellationToken,
        string? version = null
    )
    {
        await using Stream content = await store.OpenReadAsync(key, new ReadOptions(version), cancellationToken);
        using var all = new MemoryStream();
        byte[] buffer = new byte[Math.Min(limitBytes, 64 * 1024) + 1];
        int got;
        while ((got = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + got > limitBytes)
            {
                throw new ObjectTooLargeException(key, limitBytes);
            }

            await all.WriteAsync(buffer.AsMemory(0, got), cancellationToken);
        }

        return all.ToArray();
    }

    public static async Task<T> ReadJsonAsync<T>(
        this IObjectStore store,
        string key,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        string? version = null
    )
    {
        byte[] bytes = await store.ReadAllBytesAsync(key, JsonLimitBytes, cancellationToken, version);
        return ParseJson(key, bytes, type);
    }

    /// <summary>Parses the bytes of an object.</summary>
    /// <exception cref="UnreadableJsonException">The bytes are not JSON of this type; the message names the key.</exception>
    public static T ParseJson<T>(string key, ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new UnreadableJsonException(key, typeof(T).Name);
        }
        catch (JsonException e)
        {
            throw new UnreadableJsonException(key, typeof(T).Name, e);
        }
    }

    /// <summary>Reads the newest version, together with its description. Null if there is no such object.</summary>
    public static async Task<StoredJson<T>?> FindJsonAsync<T>(
        this IObjectStore store,
        string key,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(key, cancellationToken) is not { } description)
        {
            return null;
        }

        byte[] bytes = await store.ReadAllBytesAsync(key, JsonLimitBytes, cancellationToken, description.Version);
        return new StoredJson<T>(ParseJson(key, bytes, type), description, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

/// <summary>A value that was read from JSON, with the description of exactly the version that was read. Use its ETag for
/// <see cref="WriteCondition.IfMatch"/>.</summary>
/// <param name="Sha256">Of the bytes that the value was parsed from.</param>
public sealed record StoredJson<T>(T Value, ObjectDescription Description, string Sha256);

/// <summary>An object does not hold JSON of the expected type.</summary>
public sealed class UnreadableJsonException(string key, string type, Exception? cause = null)
    : PermanentException(
        $"Object '{key}' is not a {type} in JSON{(cause is null ? "" : $": {cause.Message}")}.",
        "look at the object; another program or another release may have written it.",
        cause
    );
