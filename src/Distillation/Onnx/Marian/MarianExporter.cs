using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>
/// Writes a trained translation model as Hugging Face Optimum writes a MarianMT: encoder_model.onnx, decoder_model.onnx and
/// decoder_with_past_model.onnx, or decoder_model_merged.onnx, with its names and free dimensions, and the JSON files. The caller adds the
/// tokenizer's own files (source.spm, target.spm, vocab.json). decoder_model.onnx also gives its attention to the source
/// (<see cref="CrossAttentionOutputs"/>). A decoder with an SSRU has a state in place of the decoder's keys and values
/// (docs/decisions/0016-recurrent-decoder.md).
/// </summary>
internal static class MarianExporter
{
    /// <summary>The encoder's file.</summary>
    public const string Encoder = "encoder_model.onnx";

    /// <summary>The file of the decoder that reads any number of positions.</summary>
    public const string Decoder = "decoder_model.onnx";

    /// <summary>Builds the graphs in float32.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="weights">Its weights, by the names of MarianMTModel's state_dict.</param>
    /// <param name="options">The other settings of the export.</param>
    /// <exception cref="ExportException">A weight is missing or does not have the expected shape.</exception>
    public static MarianGraphs Build(TranslationShape shape, IReadOnlyDictionary<string, WeightTensor> weights, MarianExportOptions options)
    {
        if (shape.ModelSize % shape.Heads != 0)
        {
            throw new ExportException($"{shape.Heads} heads do not divide {shape.ModelSize} features.");
        }

        var source = new WeightSource(weights);
        return new MarianGraphs(
            EncoderGraph.Build(shape, source, options),
            DecoderGraph.Build(shape, source, options),
            DecoderWithPastGraph.Build(shape, source, options)
        );
    }

    /// <summary>
    /// Quantises float32 graphs to int8. The table of positions stays float32: its rounding error would affect every position.
    /// </summary>
    /// <exception cref="ExportException">An activation was not calibrated.</exception>
    public static MarianGraphs Quantize(MarianGraphs graphs, CalibrationRanges ranges, QuantizationOptions options)
    {
        var withPositions = options with { KeepFloat = new HashSet<string>(options.KeepFloat) { MarianLayers.Positions } };
        return graphs.Select(graph => Quantizer.Quantize(graph, ranges, withPositions));
    }

    /// <summary>Writes graphs, float32 or quantised, and the JSON files into a folder, which is created if necessary.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="options">The other settings of the export.</param>
    /// <param name="graphs">The graphs.</param>
    /// <param name="shortlist">The pieces that a translation may use; the graphs must be quantised then.</param>
    public static void Write(
        string folder,
        TranslationShape shape,
        MarianExportOptions options,
        MarianGraphs graphs,
        LexicalShortlist? shortlist = null
    )
    {
        Directory.CreateDirectory(folder);
        foreach (var name in ShortlistExport.Files)
        {
            File.Delete(Path.Combine(folder, name)); // an earlier export's do not belong to these weights
        }

        // The merged decoder stays as Optimum's.
        var aligning = graphs with
        {
            Decoder = CrossAttentionOutputs.Declare(graphs.Decoder),
        };
        Dictionary<string, ModelProto> files = new() { [Encoder] = graphs.Encoder };
        if (options.Decoders.HasFlag(DecoderFiles.Split))
        {
            files.Add(Decoder, aligning.Decoder);
            files.Add("decoder_with_past_model.onnx", graphs.DecoderWithPast);
        }

        if (options.Decoders.HasFlag(DecoderFiles.Merged))
        {
            files.Add("decoder_model_merged.onnx", MergedDecoderGraph.Build(graphs.Decoder, graphs.DecoderWithPast));
        }

        if (shortlist is not null)
        {
            foreach ((var name, var model) in ShortlistGraphs.Of(aligning))
            {
                files.Add(name, model);
            }
        }

        if (options.SharedWeights)
        {
            using var weights = new SharedWeightFile(Path.Combine(folder, "model.onnx_data"));
            files = files.ToDictionary(file => file.Key, file => weights.Move(file.Value));
            weights.Finish();
        }

        foreach ((var name, var model) in files)
        {
            OnnxFile.Write(Path.Combine(folder, name), model);
        }

        if (shortlist is not null)
        {
            LexicalShortlistFile.Write(Path.Combine(folder, LexicalShortlistFile.Name), shortlist);
        }

        MarianConfig.Write(folder, shape, options);
    }
}
