using System.Text.Json.Nodes;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Engine;

/// <summary>
/// Writes the benchmark's model as a repository that a server can serve: <c>float32</c> and <c>int8</c> (static scales, QDQ), with the same
/// weights; beside them, for the loop only, the graphs that Optimum would have exported from these weights.
/// </summary>
internal static class BenchmarkModel
{
    /// <summary>The precisions, which are the models' names.</summary>
    public static readonly string[] Precisions = ["float32", "int8"];

    private const int Examples = 16;
    private const int Seed = 20_261;

    /// <summary>A variant's folder in a repository.</summary>
    public static string Folder(string repository, string precision) => Path.Combine(repository, precision, "student");

    /// <summary>The folder of Optimum's graphs with the same weights, which a server does not read as a model.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="precision">The precision.</param>
    /// <param name="copies">Whether the merged decoder returns the encoder's keys and values at every step.</param>
    public static string StockFolder(string repository, string precision, bool copies) =>
        Path.Combine(repository, ".optimum", precision, copies ? "copying" : "merged");

    /// <summary>Writes the missing files.</summary>
    /// <param name="repository">The folder to write to.</param>
    /// <param name="tokenizer">
    /// A Marian export whose source.spm, target.spm and vocab.json are used; its vocabulary is padded to size.
    /// </param>
    /// <param name="export">A real Optimum export of a MarianMT, whose graphs are used.</param>
    public static void Write(string repository, string tokenizer, string export)
    {
        if (Precisions.All(precision => File.Exists(Path.Combine(Folder(repository, precision), "vocab.json"))))
        {
            return;
        }

        var weights = RandomWeights.Marian(BenchmarkShape.Shape, Seed);
        var graphs = MarianExporter.Build(BenchmarkShape.Shape, weights, BenchmarkShape.Options);
        int[][] sources = BenchmarkShape.Rows(Examples, Seed),
            targets = BenchmarkShape.Rows(Examples, Seed + 1);
        var ranges = MarianCalibration.Measure(graphs, BenchmarkShape.Shape.PadTokenId, [.. sources.Zip(targets)], CancellationToken.None);
        var stock = new StockExport(export, BenchmarkShape.Shape, weights).Build();
        WriteStock(repository, "float32", stock);
        WriteStock(repository, "int8", new StockQuantizer(graphs, ranges, weights).Quantize(stock));
        Write(repository, "float32", BenchmarkShape.Shape, BenchmarkShape.Options, graphs, tokenizer);
        var quantized = MarianExporter.Quantize(graphs, ranges, new QuantizationOptions());
        Write(repository, "int8", BenchmarkShape.Shape, BenchmarkShape.Options, quantized, tokenizer);
    }

    private static void WriteStock(string repository, string precision, MarianGraphs graphs)
    {
        foreach (var copies in (bool[])[false, true])
        {
            var folder = StockFolder(repository, precision, copies);
            Directory.CreateDirectory(folder);
            OnnxFile.Write(Path.Combine(folder, "encoder_model.onnx"), graphs.Encoder);
            OnnxFile.Write(
                Path.Combine(folder, "decoder_model_merged.onnx"),
                copies ? StockMerge.Copying(graphs) : MergedDecoderGraph.Build(graphs.Decoder, graphs.DecoderWithPast)
            );
        }
    }

    /// <summary>Writes a model with the variant <c>student</c>.</summary>
    /// <param name="repository">The folder to write to.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="shape">Its shape, with the vocabulary of <see cref="BenchmarkShape"/>.</param>
    /// <param name="options">The other settings of the export.</param>
    /// <param name="graphs">Its graphs.</param>
    /// <param name="tokenizer">A Marian export whose tokenizer is used.</param>
    /// <param name="shortlist">Its lexical shortlist, if it has one.</param>
    public static void Write(
        string repository,
        string name,
        TranslationShape shape,
        MarianExportOptions options,
        MarianGraphs graphs,
        string tokenizer,
        LexicalShortlist? shortlist = null
    )
    {
        var folder = Folder(repository, name);
        MarianExporter.Write(folder, shape, options, graphs, shortlist);
        File.WriteAllText(
            Path.Combine(repository, name, "model.json"),
            """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "description": "Random weights, to measure speed." }"""
        );
        foreach (var file in (string[])["source.spm", "target.spm"])
        {
            File.Copy(Path.Combine(tokenizer, file), Path.Combine(folder, file), overwrite: true);
        }

        // Written last: a folder that has it is complete.
        File.WriteAllText(Path.Combine(folder, "vocab.json"), Vocabulary(Path.Combine(tokenizer, "vocab.json")).ToJsonString());
    }

    /// <summary>Pads a vocabulary to the shape's size with pieces that occur in no text, with the padding token last.</summary>
    private static JsonObject Vocabulary(string path)
    {
        var vocabulary = JsonNode.Parse(File.ReadAllText(path))!.AsObject(); // a vocabulary is an object
        vocabulary.Remove("<pad>");
        var next = vocabulary.Select(piece => piece.Value!.GetValue<int>()).Max() + 1; // of numbers
        for (; next < BenchmarkShape.Shape.PadTokenId; next++)
        {
            vocabulary[$"\u2581filler{next}"] = next;
        }

        vocabulary["<pad>"] = BenchmarkShape.Shape.PadTokenId;
        return vocabulary;
    }
}
