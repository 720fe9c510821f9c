using System.Net.Http.Headers;
using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Improvement;

/// <summary>Fetches the export of a running server.</summary>
internal static class ExportDownload
{
    /// <summary>The variable of the environment for the key: arguments are visible to other users of the machine.</summary>
    public const string KeyVariable = "TRANSFORMER_KEY";

    private const string KeyHeader = "X-API-Key";

    /// <summary>The largest export that is read: far above what a server keeps.</summary>
    private const long LargestExport = 4L << 30;

    private const int ShownAnswer = 500;

    /// <summary>Writes the export into a file, whole or not at all.</summary>
    /// <param name="server">The server's address, e.g. http://localhost:8080.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="key">An admin's key, or <see langword="null"/> for a server without keys.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="CorpusException">The server does not give it, or the disk cannot be written.</exception>
    public static async Task SaveAsync(Uri server, string model, string? key, string path, CancellationToken cancellationToken)
    {
        var address = new Uri(server, $"/v1/models/{Uri.EscapeDataString(model)}/shadow/export");
        var unfinished = path + ".partial";
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        if (key is not null)
        {
            request.Headers.Add(KeyHeader, key);
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new CorpusException(
                    $"{address} answered {(int)response.StatusCode}: {answer[..Math.Min(ShownAnswer, answer.Length)]} The export needs Shadow:StoreText, and where the server has keys an admin's: --key, or {KeyVariable}."
                );
            }

            await using (var file = File.Create(unfinished))
            {
                await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
                var buffer = new byte[1 << 16];
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    if (file.Length > LargestExport)
                    {
                        throw new CorpusException($"{address} sends more than {LargestExport} bytes.");
                    }
                }
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or UnauthorizedAccessException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new CorpusException($"The export of {address} cannot be saved: {exception.Message}");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
