using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Api.Hub;

/// <summary>
/// Downloads a file of the Hub into <c>path.part</c>, and renames it once it is whole and its checksum is right. A part that an earlier
/// call left is continued.
/// </summary>
internal sealed class HubDownload(HubConnection connection)
{
    private const string PartEnding = ".part";
    private const int BufferBytes = 1 << 17;

    /// <summary>Downloads one file, unless it is there already.</summary>
    /// <param name="model">The revision.</param>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it is put; the folder exists.</param>
    /// <param name="progress">Receives how many of its bytes are there.</param>
    /// <param name="cancellationToken">Cancels the download; what was downloaded stays.</param>
    /// <exception cref="HubException">The Hub refuses it, or it does not arrive as stated.</exception>
    public async Task DownloadAsync(HubModel model, HubFile file, string path, Action<long> progress, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            progress(file.Size);
            return; // only a checked file has this name
        }

        var part = path + PartEnding;
        await connection.Resilience.ExecuteAsync(
            async token =>
            {
                var continued = Length(part) is > 0 and var before && before <= file.Size;
                if (Length(part) > file.Size)
                {
                    File.Delete(part);
                }

                if (Length(part) < file.Size || !File.Exists(part))
                {
                    await FetchAsync(model, file, part, progress, token);
                }

                if (await HashAsync(part, file, token) != file.Checksum.Hex)
                {
                    File.Delete(part);
                    throw new HubException(
                        $"{file.Path} arrived with another checksum than the Hub states: try again, or ask the Hub's operator."
                    )
                    {
                        IsTransient = continued, // what an earlier call left may be the fault
                    };
                }
            },
            cancellationToken
        );
        File.Move(part, path);
    }

    private async Task FetchAsync(HubModel model, HubFile file, string part, Action<long> progress, CancellationToken cancellationToken)
    {
        var at = Length(part);
        using var answer = await connection.GetAsync(AddressOf(model, file), at, file.Path, cancellationToken);
        if (
            (answer.Commit is { } commit && commit != model.Commit)
            || (file.Checksum.IsLfs && answer.LinkedEtag is { } etag && etag != file.Checksum.Hex)
        )
        {
            throw new HubException($"The Hub's answer for {file.Path} is of another revision or content than was asked for.");
        }

        if (answer.Response.StatusCode == HttpStatusCode.PartialContent && answer.Response.Content.Headers.ContentRange?.From != at)
        {
            throw new HubException($"The Hub sends another part of {file.Path} than was asked for.");
        }

        var mode = answer.Response.StatusCode == HttpStatusCode.PartialContent ? FileMode.Append : FileMode.Create;
        await using var target = new FileStream(part, mode, FileAccess.Write, FileShare.None, bufferSize: 0);
        at = mode == FileMode.Append ? at : 0;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var source = await answer.Response.Content.ReadAsStreamAsync(cancellationToken);
            while (await ReadAsync(source, buffer, file, cancellationToken) is > 0 and var read)
            {
                at += read;
                if (at > file.Size)
                {
                    throw new HubException($"The Hub sends more of {file.Path} than the {file.Size} bytes that it states.");
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                progress(at);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (at < file.Size)
        {
            throw Broken(file, null);
        }
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, HubFile file, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(connection.Settings.Silence);
        try
        {
            return await source.ReadAsync(buffer, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Broken(file, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Broken(file, exception);
        }
    }

    private static HubException Broken(HubFile file, Exception? cause) =>
        new($"The connection broke while {file.Path} arrived: run the command again, and it continues there.", cause)
        {
            IsTransient = true,
        };

    private Uri AddressOf(HubModel model, HubFile file) =>
        new(
            connection.Settings.Endpoint,
            $"{model.Id}/resolve/{model.Commit}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}"
        );

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>The SHA-256 of a file in Git LFS; of any other, the name that Git gives a blob of these contents.</summary>
    private static async Task<string> HashAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        if (file.Checksum.IsLfs)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[BufferBytes];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
