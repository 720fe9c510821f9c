using System.Globalization;
using System.Text.Json.Nodes;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;
using TransformerService.Models.Exports;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Selects the heads whose mean attention is the alignment of an export's translations, and writes them as <c>alignment_heads</c> into
/// generation_config.json, Whisper's name in Hugging Face's exports.
/// </summary>
/// <param name="aligner">Links the pieces that the heads are compared with.</param>
/// <param name="log">Receives the heads' agreement.</param>
internal sealed class HeadSelection(WordAligner aligner, TextWriter log)
{
    /// <summary>Number of pairs that a trained model's heads are compared on.</summary>
    public const int Pairs = 500;

    /// <summary>The most pairs that word alignments are learned from.</summary>
    public const int AlignedPairs = 100_000;

    /// <summary>The least agreement of an alignment: below it, most links would be wrong.</summary>
    public const double LeastAgreement = 0.5;

    /// <summary>A head is added to others where the agreement of their mean rises by at least this.</summary>
    private const double LeastGain = 0.005;

    /// <summary>Fewer linked pieces say nothing.</summary>
    private const int LeastPieces = 50;

    /// <summary>The attention that is kept, in numbers: 512 MiB.</summary>
    private const long MostNumbers = 1 << 27;

    private const string ConfigFile = "generation_config.json",
        Field = "alignment_heads";

    /// <summary>Compares the heads on pairs.</summary>
    /// <param name="reader">The export.</param>
    /// <param name="pairs">Pairs that the model was not trained on, each side with its end token.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The heads; none if their agreement is too low, or there are too few pairs.</returns>
    public IReadOnlyList<AlignmentHead> Select(
        AttentionReader reader,
        IReadOnlyList<(int[] Source, int[] Target)> pairs,
        CancellationToken cancellationToken
    )
    {
        var comparison = new HeadComparison(reader.Layers, reader.Heads);
        foreach ((var source, var target) in pairs.TakeWhile(_ => comparison.Numbers < MostNumbers))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var links = aligner.Links(source, target);
            if (links.Any(link => link >= 0))
            {
                comparison.Add(reader.Read(source, target), links, source.Length);
            }
        }

        if (comparison.Pieces < LeastPieces)
        {
            log.WriteLine($"Only {comparison.Pieces} pieces of {pairs.Count} pairs are linked: too few to select heads.");
            return [];
        }

        log.WriteLine(
            $"Agreement of the heads with {comparison.Pieces} links: {string.Join(", ", comparison.Single().Select(entry => $"{Name(entry.Head)} {Share(entry.Agreement)}"))}."
        );
        var (heads, agreement) = comparison.Best(LeastGain);
        var isEnough = agreement >= LeastAgreement;
        log.WriteLine(
            $"Alignment by {string.Join(" and ", heads.Select(Name))}: {Share(agreement)}{(isEnough ? "" : ", too little to be written")}."
        );
        return isEnough ? heads : [];
    }

    /// <summary>Writes the heads into an export's folder; without heads the field is removed.</summary>
    /// <exception cref="ExportException">The folder has no generation_config.json.</exception>
    public static void Write(string folder, IReadOnlyList<AlignmentHead> heads)
    {
        var path = Path.Combine(folder, ConfigFile);
        var config =
            File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject read
                ? read
                : throw new ExportException($"{path} is missing, which would name the heads.");
        if (heads.Count == 0)
        {
            config.Remove(Field);
        }
        else
        {
            config[Field] = new JsonArray([.. heads.Select(head => new JsonArray(head.Layer, head.Head))]);
        }

        JsonFiles.Write(folder, ConfigFile, config);
    }

    private static string Name(AlignmentHead head) => string.Create(CultureInfo.InvariantCulture, $"[{head.Layer}, {head.Head}]");

    private static string Share(double agreement) => string.Create(CultureInfo.InvariantCulture, $"{100 * agreement:0.0} %");
}
