using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Rest;

/// <summary>The paths of calls.</summary>
internal static class RestPaths
{
    public static string Model(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return "v1/models/" + Uri.EscapeDataString(model);
    }

    public static string Shadow(string model, string call, params (string Name, string? Value)[] query) =>
        With($"{Model(model)}/shadow{call}", query);

    /// <summary>A path with those parts of a query that have a value.</summary>
    public static string With(string address, params (string Name, string? Value)[] query)
    {
        var path = new StringBuilder(address);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                path.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return path.ToString();
    }

    public static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    public static string? Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);

    public static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Answers of JSON lines.</summary>
internal static class RestLines
{
    /// <summary>Reads all lines of an answer.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var read = new List<T>();
            await foreach (var item in ReadAsync(body, json, cancellationToken).ConfigureAwait(false))
            {
                read.Add(item);
            }

            return read;
        }
    }

    /// <summary>Reads lines as they come.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream body,
        JsonTypeInfo<T> json,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var lines = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize(line, json) ?? throw ClientFailures.InvalidAnswer();
            }
        }
    }
}
