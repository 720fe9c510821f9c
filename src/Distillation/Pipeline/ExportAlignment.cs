using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Quality;
using TransformerService.Models.SelfChecks;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Makes an existing export of MarianMT's form align words: adds <see cref="CrossAttentionOutputs"/> to its decoders, and selects the
/// heads. If no head aligns well enough, the export stays as it is.
/// </summary>
/// <param name="modelFolder">The model's folder.</param>
/// <param name="role">The variant.</param>
/// <param name="log">Receives the heads' agreement.</param>
internal sealed class ExportAlignment(string modelFolder, VariantRole role, TextWriter log)
{
    private const string Unfinished = ".aligned",
        Family = "marian";

    /// <summary>Longer sentences are left out.</summary>
    private const int MostTokens = 128;

    /// <summary>Adds the outputs and writes the heads.</summary>
    /// <param name="pairs">Pairs to learn word alignments from.</param>
    /// <param name="most">The most pairs that heads are compared on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The heads.</returns>
    /// <exception cref="ExportException">The graphs are not such an export's, or no head aligns well enough.</exception>
    /// <exception cref="EvaluationException">The variant is not a MarianMT.</exception>
    public IReadOnlyList<AlignmentHead> Write(IReadOnlyList<TextPair> pairs, int most, CancellationToken cancellationToken)
    {
        var variant = ModelVariant.Find(modelFolder, role);
        if (
            !variant.Export.ModelType.StartsWith(Family, StringComparison.Ordinal)
            || variant.Export is not { Generation: { } generation, Onnx.Encoder: { } encoder }
        )
        {
            throw new EvaluationException($"{modelFolder}: only exports of MarianMT can be aligned here.");
        }

        var decoder = Path.Combine(Path.GetDirectoryName(encoder) ?? "", MarianExporter.Decoder);
        if (!File.Exists(decoder))
        {
            throw new ExportException($"{decoder} is missing, which reads a whole translation at once.");
        }

        var shortlist = Path.Combine(Path.GetDirectoryName(encoder) ?? "", ShortlistExport.Decoder);
        string[] decoders = File.Exists(shortlist) ? [decoder, shortlist] : [decoder];
        try
        {
            foreach (var path in decoders)
            {
                OnnxFile.Replace(path + Unfinished, CrossAttentionOutputs.Declare(OnnxFile.Read(path)));
            }

            var heads = Select(
                variant,
                new GraphFiles(encoder, decoder + Unfinished, generation.DecoderStartTokenId),
                pairs,
                most,
                cancellationToken
            );
            HeadSelection.Write(variant.Definition.Folder, heads); // it may be refused, so it comes before the graphs
            Array.ForEach(decoders, path => File.Move(path + Unfinished, path, overwrite: true));
            Bind(variant);
            return heads;
        }
        finally
        {
            Array.ForEach(decoders, path => File.Delete(path + Unfinished));
        }
    }

    private IReadOnlyList<AlignmentHead> Select(
        ModelVariant variant,
        GraphFiles files,
        IReadOnlyList<TextPair> pairs,
        int most,
        CancellationToken cancellationToken
    )
    {
        var tokenizer = TokenizerLoader.Load(variant.Definition.Folder, variant.Export.Tokenizer);
        (int[] Source, int[] Target)[] encoded =
        [
            .. EvenSample
                .Of(pairs, Math.Max(most, HeadSelection.AlignedPairs))
                .AsParallel()
                .AsOrdered()
                .Select(pair =>
                    (
                        tokenizer.Encode(pair.Source, int.MaxValue).Ids,
                        tokenizer.EncodeTarget(pair.Target, int.MaxValue, new(cancellationToken)).Ids
                    )
                )
                .Where(pair => pair.Item1.Length is > 1 and <= MostTokens && pair.Item2.Length is > 1 and <= MostTokens),
        ];
        if (encoded.Length == 0)
        {
            throw new EvaluationException("There is no pair to align.");
        }

        log.WriteLine($"Aligning {encoded.Length} pairs …");
        var vocabulary = encoded.Max(pair => Math.Max(pair.Source.Max(), pair.Target.Max())) + 1;
        var selection = new HeadSelection(new WordAligner(vocabulary, encoded, cancellationToken), log);
        try
        {
            using var reader = new AttentionReader(files.Encoder, files.Decoder, files.Start);
            return selection.Select(reader, EvenSample.Of(encoded, most), cancellationToken) is { Count: > 0 } heads
                ? heads
                : throw new ExportException($"{variant.Definition.Folder}: no head aligns words well enough, so nothing is written.");
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ExportException($"{variant.Definition.Folder}: {exception.Message}", exception);
        }
    }

    /// <summary>What was measured of the export holds for it with the new outputs too: its answers are the same.</summary>
    private void Bind(ModelVariant before)
    {
        var folder = before.Definition.Folder;
        var hash = ModelVariant.Find(modelFolder, role).Export.ContentHash;
        if (SelfCheckJson.Read(folder) is { } check && check.ContentHash == before.Export.ContentHash)
        {
            SelfCheckJson.Write(folder, check with { ContentHash = hash });
        }

        if (QualityJson.Read(folder, before.Export.ContentHash, out _) is { } quality)
        {
            QualityJson.Write(folder, quality with { ContentHash = hash });
        }
    }

    private sealed record GraphFiles(string Encoder, string Decoder, int Start);
}
