using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Catalog;

/// <summary>Whether the server can serve. Pure: a snapshot of the catalog in, a sentence out.</summary>
internal static class Readiness
{
    /// <summary>Why the server is not ready to serve, or <see langword="null"/> if it is.</summary>
    /// <param name="models">The models; <see langword="null"/> until the repository is read.</param>
    /// <param name="isLoaded">Whether every model of the repository was loaded once.</param>
    /// <param name="required">The models that must be ready; if empty, one is enough.</param>
    public static string? WhyNot(IReadOnlyList<CatalogModel>? models, bool isLoaded, IReadOnlyList<string> required)
    {
        if (models is null)
        {
            return "The model repository has not been read yet.";
        }

        List<string> notReady =
            required.Count > 0
                ? [.. required.Select(WhyNot).OfType<string>()]
                // A model that is added later must not make the server unready for the others.
                : [.. models.Where(model => model.State == ModelState.Loading && !isLoaded).Select(model => $"{model.Name} is loading")];
        if (notReady.Count > 0)
        {
            return $"{string.Join("; ", notReady)}.";
        }

        return models.Any(model => model.State == ModelState.Ready) ? null
            : models.Count == 0 ? "There is no model in the repository (Models:Path)."
            : "No model could be loaded; GET /v1/models says why.";

        string? WhyNot(string name) =>
            models.FirstOrDefault(model => model.Name == name)?.State switch
            {
                null => $"there is no model {name}",
                ModelState.Loading => $"{name} is loading",
                ModelState.Failed => $"{name} could not be loaded",
                _ => null,
            };
    }
}
