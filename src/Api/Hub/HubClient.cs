using System.Text.Json;
using System.Text.RegularExpressions;

namespace TransformerService.Api.Hub;

/// <summary>Finds models on the Hub: https://huggingface.co/docs/hub/api.</summary>
internal sealed partial class HubClient(HubConnection connection)
{
    private const int MostFiles = 10_000,
        MostPages = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Finds a revision with all its files.</summary>
    /// <exception cref="HubException">There is none, or the Hub cannot be asked.</exception>
    public async Task<HubModel> FindAsync(HubId id, CancellationToken cancellationToken)
    {
        var address = Address($"api/models/{id.Id}/revision/{Uri.EscapeDataString(id.Revision)}?blobs=true");
        var body = (await ReadAsync<ModelBody>(address, $"{id.Id}@{id.Revision}", cancellationToken)).Body;
        if (body.Sha is not { } commit || !Sha1().IsMatch(commit) || body.Siblings is not { } siblings)
        {
            throw new HubException($"The Hub's answer for {id.Id} has no commit and no files: is HF_ENDPOINT a Hub?");
        }

        // Mirrors may leave out sizes and checksums; the tree always has them.
        var files = Array.TrueForAll(siblings, static file => file is { IsWhole: true })
            ? Array.ConvertAll(siblings, static file => file.ToFile())
            : await TreeAsync(id.Id, commit, cancellationToken);
        foreach (var file in files)
        {
            Check(file);
        }

        return new HubModel(id.Id, commit, License(body.CardData), files);
    }

    private async Task<HubFile[]> TreeAsync(string id, string commit, CancellationToken cancellationToken)
    {
        List<HubFile> files = [];
        var address = (Uri?)Address($"api/models/{id}/tree/{commit}?recursive=1");
        for (var page = 0; address is not null && page < MostPages && files.Count <= MostFiles; page++)
        {
            var (entries, next) = await ReadAsync<EntryBody[]>(address, $"the files of {id}", cancellationToken);
            files.AddRange(entries.Where(static entry => entry is { Type: "file" }).Select(static entry => entry.ToFile()));
            address = next is not null && next.Host == connection.Settings.Endpoint.Host ? next : null;
        }

        return [.. files];
    }

    private Task<(T Body, Uri? Next)> ReadAsync<T>(Uri address, string what, CancellationToken cancellationToken)
        where T : class =>
        connection
            .Resilience.ExecuteAsync(
                async token =>
                {
                    using var answer = await connection.GetAsync(address, 0, what, token);
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
                    patience.CancelAfter(connection.Settings.Silence);
                    try
                    {
                        var body = await answer.Response.Content.ReadFromJsonAsync<T>(Json, patience.Token);
                        return (body ?? throw new JsonException(), Next(address, answer.Response));
                    }
                    catch (JsonException exception)
                    {
                        throw new HubException($"The Hub's answer for {what} is not the JSON of its API: is HF_ENDPOINT a Hub?", exception);
                    }
                    catch (Exception exception)
                        when (exception is HttpRequestException or IOException
                            || (exception is OperationCanceledException && !token.IsCancellationRequested)
                        )
                    {
                        throw new HubException($"The Hub's answer for {what} broke off.", exception) { IsTransient = true };
                    }
                },
                cancellationToken
            )
            .AsTask();

    private Uri Address(string path) => new(connection.Settings.Endpoint, path);

    /// <summary>The address of the next page, from the header Link.</summary>
    private static Uri? Next(Uri address, HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links)
        && NextLink().Match(string.Join(',', links)) is { Success: true } found
        && Uri.TryCreate(address, found.Groups["to"].Value, out var next)
            ? next
            : null;

    /// <summary>The paths become paths on this disk: one that could lead elsewhere is refused, with the whole model.</summary>
    private static void Check(HubFile file)
    {
        if (
            file.Path.Split('/').Any(static part => part is "" or "." or "..")
            || file.Path.Any(static c => char.IsControl(c) || c is '\\' or ':')
        )
        {
            throw new HubException(
                "The model has a file whose path leads out of its folder, or is not one that every system allows; it is refused."
            );
        }

        if (file.Size < 0 || !(file.Checksum.IsLfs ? Sha256() : Sha1()).IsMatch(file.Checksum.Hex))
        {
            throw new HubException($"The Hub states no valid size and checksum for {file.Path}.");
        }
    }

    /// <summary>A model card's licence: a name, or a list of names.</summary>
    private static string? License(JsonElement? card)
    {
        if (card is not { ValueKind: JsonValueKind.Object } fields || !fields.TryGetProperty("license", out var license))
        {
            return null;
        }

        return license.ValueKind switch
        {
            JsonValueKind.String => license.GetString(),
            JsonValueKind.Array => string.Join(", ", license.EnumerateArray().Where(IsText).Select(static name => name.GetString())),
            _ => null,
        };

        static bool IsText(JsonElement name) => name.ValueKind == JsonValueKind.String;
    }

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha1();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();

    [GeneratedRegex("<(?<to>[^>]{1,2000})>;\\s*rel=\"next\"", RegexOptions.CultureInvariant)]
    private static partial Regex NextLink();

    private sealed record ModelBody(string? Sha, SiblingBody[]? Siblings, JsonElement? CardData);

    private sealed record SiblingBody(string? Rfilename, long? Size, string? BlobId, LfsBody? Lfs)
    {
        public bool IsWhole => Size is not null && (BlobId ?? Lfs?.Sha256) is not null;

        public HubFile ToFile() => NewFile(Rfilename, Size, BlobId, Lfs?.Sha256);
    }

    private sealed record EntryBody(string? Type, string? Path, long? Size, string? Oid, LfsBody? Lfs)
    {
        public HubFile ToFile() => NewFile(Path, Size, Oid, Lfs?.Oid);
    }

    private sealed record LfsBody(string? Sha256, string? Oid);

    private static HubFile NewFile(string? path, long? size, string? blob, string? sha256) =>
        new(path ?? "", size ?? -1, new HubChecksum((sha256 ?? blob ?? "").ToLowerInvariant(), sha256 is not null));
}
