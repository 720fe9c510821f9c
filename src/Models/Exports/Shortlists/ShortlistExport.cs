using TransformerService.Models.Files;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports.Shortlists;

/// <summary>
/// Finds the files of a translation export with a lexical shortlist: the shortlist, decoders without the last product, and the rows of that
/// product. The server then reads these decoders in place of the usual ones.
/// </summary>
public static class ShortlistExport
{
    /// <summary>The decoder of the first step, without the last product.</summary>
    public const string Decoder = "shortlist_decoder_model.onnx";

    /// <summary>The decoder of the later steps, without the last product.</summary>
    public const string DecoderWithPast = "shortlist_decoder_with_past_model.onnx";

    /// <summary>The rows of the last product.</summary>
    public const string OutputLayer = "shortlist_output_layer.onnx";

    /// <summary>All files that only an export with a shortlist has.</summary>
    public static readonly IReadOnlyList<string> Files = [LexicalShortlistFile.Name, Decoder, DecoderWithPast, OutputLayer];

    /// <summary>Returns the files to load where the folder has a shortlist; otherwise the usual ones.</summary>
    /// <param name="folder">The export.</param>
    /// <param name="usual">Its usual files.</param>
    /// <param name="vocabulary">Pieces of the vocabulary.</param>
    /// <param name="faults">Receives what is wrong with the shortlist's files.</param>
    internal static OnnxFiles Apply(string folder, OnnxFiles usual, int vocabulary, List<string> faults)
    {
        var path = Path.Combine(folder, LexicalShortlistFile.Name);
        if (!File.Exists(path))
        {
            return usual;
        }

        var before = faults.Count;
        faults.AddRange(
            Files
                .Where(name => !File.Exists(Path.Combine(folder, name)))
                .Select(name =>
                    $"{name} is missing, which belongs to {LexicalShortlistFile.Name}: take all files from one export, or write \"shortlist\": false into model.json."
                )
        );
        faults.AddRange(Files.Select(name => GitLfs.FaultOf(Path.Combine(folder, name))).OfType<string>());
        if (faults.Count > before)
        {
            return usual;
        }

        _ = LexicalShortlistFile.Read(path, vocabulary, "config.json's", faults);
        return faults.Count > before
            ? usual
            : usual with
            {
                Decoder = Path.Combine(folder, Decoder),
                DecoderWithPast = Path.Combine(folder, DecoderWithPast),
                DecoderMerged = null,
                OutputLayer = Path.Combine(folder, OutputLayer),
            };
    }
}
