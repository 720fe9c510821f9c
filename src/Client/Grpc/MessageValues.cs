using Google.Protobuf.Collections;

namespace TransformerService.Client.Grpc;

/// <summary>Conversions that every kind of message shares.</summary>
internal static class MessageValues
{
    public static RequestTiming Read(V1.Timing? timing) =>
        new()
        {
            TotalMs = timing?.TotalMs ?? 0,
            QueueMs = timing?.QueueMs ?? 0,
            TokenizeMs = timing?.TokenizeMs ?? 0,
            InferenceMs = timing?.InferenceMs ?? 0,
            CachedTexts = timing is { CachedTexts: > 0 and var cached } ? cached : null,
        };

    /// <summary>A list; <see langword="null"/> for an empty one, which JSON leaves out.</summary>
    public static IReadOnlyList<T>? List<TMessage, T>(RepeatedField<TMessage> messages, Func<TMessage, T> read) =>
        messages.Count == 0 ? null : [.. messages.Select(read)];

    /// <summary>Sets a value that is present. Generated setters reject null: absent values must not be set.</summary>
    public static void Set<T>(T? value, Action<T> set)
        where T : struct
    {
        if (value is { } present)
        {
            set(present);
        }
    }

    /// <inheritdoc cref="Set{T}(T?, Action{T})"/>
    public static void Set(string? value, Action<string> set)
    {
        if (value is not null)
        {
            set(value);
        }
    }
}
