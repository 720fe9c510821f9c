using System.Net.Http.Headers;
using System.Text;
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

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Writes the export into a file, whole or not at all.</summary>
    /// <param name="server">The server's address, e.g. http://localhost:8080.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="key">An admin's key, or <see langword="null"/> for a server without keys.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="CorpusException">The server does not give it within an hour, or the disk cannot be written.</exception>
    public static async Task SaveAsync(Uri server, string model, string? key, string path, CancellationToken cancellationToken)
    {
        var address = new Uri(server, $"/v1/models/{Uri.EscapeDataString(model)}/shadow/export");
        var unfinished = path + ".partial";

        // A redirect would get the key. The client's own time-out does not cover the body.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Longest);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        if (key is not null)
        {
            request.Headers.Add(KeyHeader, key);
        }

        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            await using var content = await response.Content.ReadAsStreamAsync(stop.Token);
            var buffer = new byte[1 << 16];
            if (!response.IsSuccessStatusCode)
            {
                var answer = await content.ReadAtLeastAsync(
                    buffer.AsMemory(0, ShownAnswer),
                    ShownAnswer,
                    throwOnEndOfStream: false,
                    stop.Token
                );
                throw new CorpusException(
                    $"{address} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(buffer, 0, answer)} The export needs Shadow:StoreText, and where the server has keys an admin's: --key, or {KeyVariable}."
                );
            }

            await using (var file = File.Create(unfinished))
            {
                int read;
                while ((read = await content.ReadAsync(buffer, stop.Token)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), stop.Token);
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
