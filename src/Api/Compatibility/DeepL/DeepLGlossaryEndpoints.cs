using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Swagger;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Glossaries;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>
/// <c>/v2/glossaries</c>: the glossaries of the caller's key, by their ids, and those of the models, by the models' names. The latter are
/// read only here.
/// </summary>
internal static class DeepLGlossaryEndpoints
{
    public const string Path = "/v2/glossaries";

    private const string One = Path + "/{id}";

    public static void MapDeepLGlossaries(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints.MapGet(Path, ListAsync), DeepLDocument.Glossaries);
        Map(endpoints.MapPost(Path, CreateAsync), DeepLDocument.NewGlossary);
        Map(endpoints.MapGet(One, GetAsync), DeepLDocument.Glossary);
        Map(endpoints.MapDelete(One, DeleteAsync), DeepLDocument.DeletedGlossary);
        Map(endpoints.MapGet(One + "/entries", GetEntriesAsync), DeepLDocument.GlossaryEntries);

        void Map(RouteHandlerBuilder call, ForeignCall description) =>
            call.RequireRateLimiting(CallLimits.StoreReads).Answers(DeepLErrors.Instance, description);
    }

    private static async Task<JsonHttpResult<DeepLGlossaries>> ListAsync(
        HttpContext context,
        ModelCatalog catalog,
        KeyRing keys,
        KeyGlossaries glossaries,
        CancellationToken cancellationToken
    )
    {
        var own = GlossaryOwner.Of(context, keys) is { } owner ? await glossaries.ListAsync(owner, cancellationToken) : [];
        return TypedResults.Json(
            new DeepLGlossaries([
                .. own.Select(DeepLGlossaryWire.ToBody),
                .. catalog.Describe().Where(HasGlossary).Select(DeepLGlossaryWire.ToBody),
            ]),
            DeepLJson.Answers.DeepLGlossaries
        );
    }

    private static async Task<JsonHttpResult<DeepLGlossary>> CreateAsync(
        HttpRequest request,
        RequestBodyReader reader,
        KeyRing keys,
        KeyGlossaries glossaries,
        TranslatorLanguages languages,
        IOptions<InferenceOptions> limits,
        CancellationToken cancellationToken
    )
    {
        var owner =
            GlossaryOwner.Of(request.HttpContext, keys)
            ?? throw new InferenceException(InferenceError.Forbidden, $"A glossary belongs to a key; {SentKey.How}.");
        var body = await DeepLReader.ReadGlossaryAsync(request, reader, cancellationToken);
        var added = await glossaries.AddAsync(owner, DeepLGlossaryWire.ToGlossary(body, languages, limits.Value), cancellationToken);
        return TypedResults.Json(
            DeepLGlossaryWire.ToBody(added),
            DeepLJson.Answers.DeepLGlossary,
            statusCode: StatusCodes.Status201Created
        );
    }

    private static async Task<JsonHttpResult<DeepLGlossary>> GetAsync(
        string id,
        HttpContext context,
        ModelCatalog catalog,
        KeyRing keys,
        KeyGlossaries glossaries,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Json(
            OfModel(catalog, id) is { } model
                ? DeepLGlossaryWire.ToBody(model)
                : DeepLGlossaryWire.ToBody((await FindAsync(id, context, keys, glossaries, cancellationToken)).Glossary),
            DeepLJson.Answers.DeepLGlossary
        );

    private static async Task<ContentHttpResult> GetEntriesAsync(
        string id,
        HttpContext context,
        ModelCatalog catalog,
        KeyRing keys,
        KeyGlossaries glossaries,
        CancellationToken cancellationToken
    )
    {
        var model = OfModel(catalog, id);
        if (model is not null && !context.User.IsAdmin())
        {
            throw new InferenceException(InferenceError.Forbidden, "The entries of a model's glossary need a key with the role admin.");
        }

        var entries = model?.Glossary.Entries ?? (await FindAsync(id, context, keys, glossaries, cancellationToken)).Entries;
        return TypedResults.Text(DeepLGlossaryWire.ToLines(entries), "text/tab-separated-values", Encoding.UTF8);
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        HttpContext context,
        ModelCatalog catalog,
        KeyRing keys,
        KeyGlossaries glossaries,
        CancellationToken cancellationToken
    )
    {
        if (OfModel(catalog, id) is not null)
        {
            throw new InferenceException(
                InferenceError.Forbidden,
                "This is a model's glossary; an admin sets it with POST /v1/models/{name}/glossary."
            );
        }

        var wasThere =
            GlossaryOwner.Of(context, keys) is { } owner
            && Guid.TryParse(id, out var glossary)
            && await glossaries.DeleteAsync(owner, glossary, cancellationToken);
        return wasThere ? TypedResults.NoContent() : throw NotFound();
    }

    private static async Task<GlossaryContent> FindAsync(
        string id,
        HttpContext context,
        KeyRing keys,
        KeyGlossaries glossaries,
        CancellationToken cancellationToken
    ) =>
        GlossaryOwner.Of(context, keys) is { } owner
        && Guid.TryParse(id, out var glossary)
        && await glossaries.GetAsync(owner, glossary, cancellationToken) is { } found
            ? found
            : throw NotFound();

    private static InferenceException NotFound() =>
        new(InferenceError.ModelNotFound, "This key has no such glossary; GET /v2/glossaries lists them.");

    private static ModelInfo? OfModel(ModelCatalog catalog, string id) =>
        catalog.Describe().FirstOrDefault(model => model.Name == id && HasGlossary(model));

    private static bool HasGlossary(ModelInfo model) => model.Glossary.Entries.Count > 0;
}
