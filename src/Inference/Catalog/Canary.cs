using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>A version that answers a share of its variant's calls, beside the current one.</summary>
/// <param name="Version">The version, which is loaded.</param>
/// <param name="Share">The share of the calls, above 0 to 1.</param>
internal sealed record Canary(CatalogVersion Version, double Share)
{
    /// <summary>
    /// Whether it answers a request: the same ones in every process, and those of a smaller share are among those of a larger. The places differ
    /// from those that the shadow samples by: else all that it samples would be the canary's.
    /// </summary>
    public bool Answers(string model, IReadOnlyList<string> texts, IReadOnlyList<string>? pairs) =>
        RequestHash.Place("canary of " + model, texts, pairs) < Share;
}
